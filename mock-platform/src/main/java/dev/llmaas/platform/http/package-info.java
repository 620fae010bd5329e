/**
 * The front door: listeners, request ids, bodies within their bounds, errors in OpenAI's shape. Everybody who answers
 * HTTP enters through {@link dev.llmaas.platform.http.Server}; blocking work goes through
 * {@link dev.llmaas.platform.http.AdminRoute}, which leaves the event loop for a virtual thread. Its invariants: every
 * answer carries {@code x-request-id}; no body is read beyond its bound; nothing that went wrong inside is ever shown.
 */
@NullMarked
package dev.llmaas.platform.http;

import org.jspecify.annotations.NullMarked;
