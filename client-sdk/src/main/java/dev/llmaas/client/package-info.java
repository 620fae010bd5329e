/**
 * The way to speak to a platform: {@link dev.llmaas.client.AdminClient} for consoles, {@link
 * dev.llmaas.client.OpenAiClient} for questions to models. Blocking only: call from virtual threads. Every method
 * either returns, or throws an {@link dev.llmaas.client.ApiException} that carries the platform's own sentence.
 *
 * <p>There is no module descriptor: it compiles with every check, but makes Maven call the jar tool of the Java that it
 * runs on, which may be 17 and cannot read it. A test keeps {@code internal} closed instead, and {@code api.txt} shows
 * what is promised.
 */
@NullMarked
package dev.llmaas.client;

import org.jspecify.annotations.NullMarked;
