/**
 * Server-sent events in both directions, and the words of the protocol between the platform and its runners. Whoever
 * streams uses these classes, so that one event is one write everywhere and no reader grows without bound.
 */
@NullMarked
package dev.llmaas.inference.http;

import org.jspecify.annotations.NullMarked;
