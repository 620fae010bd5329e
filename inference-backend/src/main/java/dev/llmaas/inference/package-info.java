/**
 * What an engine is. An engine is one loaded model; what it can do is told by the interfaces it has
 * ({@link dev.llmaas.inference.ChatEngine}), not by flags. Engines are named by a URI and opened through
 * {@link dev.llmaas.inference.EngineProvider}. This package knows no transport: {@code runner} puts an engine on the
 * wire, {@code pool} finds the engine for a request.
 */
@NullMarked
package dev.llmaas.inference;

import org.jspecify.annotations.NullMarked;
