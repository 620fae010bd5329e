/**
 * What an answer may look like, byte by byte: JSON schemas and the frames of tool calls become a {@link
 * dev.llmaas.inference.grammar.Grammar}, and a {@link dev.llmaas.inference.grammar.Walker} follows an answer through it.
 *
 * <p>It is written in Java instead of handing a grammar to the native library: that one parses and walks grammars in the
 * process of the model, where a grammar that branches without end stops everybody's answers and a mistake ends the process.
 * Here every step is bounded, an answer that was begun can always be finished, and a token is checked without looking at the
 * rest of the vocabulary.
 *
 * <p>The invariant: every sentence of the grammar of a schema is a JSON text that validates against the schema. Not every
 * valid text is a sentence: white space is at most one blank after a colon or a comma, keys come in the order of the schema,
 * and objects have only the keys that the schema names unless it says {@code additionalProperties}. What cannot be
 * promised is refused with the JSON pointer to it. Knows neither models nor transport; schemas are untrusted.
 */
@NullMarked
package dev.llmaas.inference.grammar;

import org.jspecify.annotations.NullMarked;
