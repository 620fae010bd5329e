/** The inference API in the shapes of Anthropic's messages. */
@NullMarked
package dev.llmaas.api.anthropic;

import org.jspecify.annotations.NullMarked;
