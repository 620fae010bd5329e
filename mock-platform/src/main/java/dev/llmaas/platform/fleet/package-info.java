/** The pool as operators see it. Its invariant: it shows what the pool says, and keeps
 * nothing of its own but which replicas stay unloaded. */
@NullMarked
package dev.llmaas.platform.fleet;

import org.jspecify.annotations.NullMarked;
