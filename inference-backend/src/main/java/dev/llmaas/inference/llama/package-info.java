/**
 * The engine that runs GGUF models through llama.cpp: its libraries, the one binding to them, and the scheduler that keeps
 * many answers going at once in one context. Nothing outside this package touches native memory.
 */
@NullMarked
package dev.llmaas.inference.llama;

import org.jspecify.annotations.NullMarked;
