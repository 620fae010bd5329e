/**
 * Finds the engine for a request. The pool starts a runner process for each replica of its own, starts it again when it
 * ends, and lends its address; foreign engines that speak OpenAI's protocol are lent in the same way.
 *
 * <p>Invariant: the address and token of a lease belong to one process. A process that was replaced never serves under a
 * lease that was given out after it, because each process has a token of its own.
 */
@NullMarked
package dev.llmaas.inference.pool;

import org.jspecify.annotations.NullMarked;
