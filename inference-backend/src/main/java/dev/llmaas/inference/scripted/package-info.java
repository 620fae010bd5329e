/**
 * An engine that follows a script instead of a model: known words at known times, and faults on demand. For tests and
 * benchmarks only; nothing uses it by default.
 */
@NullMarked
package dev.llmaas.inference.scripted;

import org.jspecify.annotations.NullMarked;
