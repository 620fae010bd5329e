/**
 * Work beside the FX thread. {@link dev.llmaas.console.desktop.async.Background} runs it on virtual threads, {@link
 * dev.llmaas.console.desktop.async.Load} says how far it is, {@link dev.llmaas.console.desktop.async.LiveState} follows
 * the events of a platform and brings them to the screen five times a second, however many there are.
 *
 * <p>Invariant: what view-models hold changes on the FX thread only.
 */
@NullMarked
package dev.llmaas.console.desktop.async;

import org.jspecify.annotations.NullMarked;
