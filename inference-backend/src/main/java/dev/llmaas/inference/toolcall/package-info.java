/**
 * What a model means by the text it writes: calls of tools, reasoning, and the answer proper. Each family of models marks
 * them in its own way; here those ways are known, and text is split as it comes, whatever the borders of tokens. Nothing
 * here knows an engine.
 */
@NullMarked
package dev.llmaas.inference.toolcall;

import org.jspecify.annotations.NullMarked;
