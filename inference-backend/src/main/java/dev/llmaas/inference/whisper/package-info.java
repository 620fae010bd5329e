/**
 * Speech to text with whisper.cpp, through whisper-jni, in a runner process that loads nothing else: its ggml and the one of
 * llama.cpp do not get on in one process.
 *
 * <p>The library has no way to stop in the middle, to tell probabilities or the tokens, and it takes a model file that is
 * cut short without a word. So recordings are cut into windows here, after each of which a call can end; what is not known
 * is left out of answers; and {@link dev.llmaas.inference.whisper.WhisperFile} walks through a model file before the
 * library sees it.
 */
@NullMarked
package dev.llmaas.inference.whisper;

import org.jspecify.annotations.NullMarked;
