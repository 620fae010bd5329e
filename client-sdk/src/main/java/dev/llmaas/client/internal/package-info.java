/**
 * HTTP beneath the clients: TLS 1.3, HTTP/2, retries, server-sent events. Not exported: nothing here is promised to
 * anybody. Invariant: whatever goes wrong leaves this package as an {@link dev.llmaas.client.ApiException}.
 */
@NullMarked
package dev.llmaas.client.internal;

import org.jspecify.annotations.NullMarked;
