/**
 * The store of model files on this machine: fetches, lists, removes, quantises.
 *
 * <p>It works in a process of its own, {@link dev.llmaas.inference.store.ModelsMain}, which the terminal starts as the
 * demonstration starts the platform. The console may not import engines, a machine that serves needs no console, and
 * quantising loads native code that may end its process; so the store lives on this side, beside the reader of headers,
 * and says what it does in lines of JSON (records of {@code dev.llmaas.api.models}). Whoever started it owns the words for
 * people, and its end: it ends when its standard input closes. What was fetched until then stays and is gone on with.
 */
@NullMarked
package dev.llmaas.inference.store;

import org.jspecify.annotations.NullMarked;
