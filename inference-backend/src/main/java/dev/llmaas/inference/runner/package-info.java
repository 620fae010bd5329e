/**
 * Puts one engine on the wire in a process of its own, and starts and watches such processes. Native code can abort a
 * process: it never runs inside the platform's.
 *
 * <p>Invariant: a runner lives no longer than whoever started it, because it ends when its standard input closes.
 */
@NullMarked
package dev.llmaas.inference.runner;

import org.jspecify.annotations.NullMarked;
