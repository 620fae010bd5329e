/**
 * The way to speak to a platform: {@link dev.llmaas.client.AdminClient} for consoles, {@link
 * dev.llmaas.client.OpenAiClient} for questions to models. Blocking only: call from virtual threads. Every method
 * either returns, or throws an {@link dev.llmaas.client.ApiException} that carries the platform's own sentence.
 *
 * <p>A call is cancelled by interrupting its thread, a stream also by closing it. Interruption wakes a virtual thread at once, and
 * a platform thread where the platform speaks HTTP/2; one that waits over HTTP/1.1 sees it with the next byte.
 *
 * <p>There is no module descriptor: it compiles with every check, but makes Maven call the jar tool of the Java that it
 * runs on, which may be 17 and cannot read it. A test keeps {@code internal} closed instead, and {@code api.txt} shows
 * what is promised.
 */
@NullMarked
package dev.llmaas.client;

import org.jspecify.annotations.NullMarked;
