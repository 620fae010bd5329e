/**
 * Chat templates: the small programs in Jinja that model files carry and that turn a conversation into a prompt. They are
 * foreign code, so the renderer has no way to reach anything but the conversation, and every rendering is bounded.
 */
@NullMarked
package dev.llmaas.inference.template;

import org.jspecify.annotations.NullMarked;
