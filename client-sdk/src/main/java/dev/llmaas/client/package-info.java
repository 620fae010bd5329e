/**
 * The way to speak to a platform: {@link dev.llmaas.client.AdminClient} for consoles, {@link
 * dev.llmaas.client.OpenAiClient} for questions to models. Blocking only: call from virtual threads. Every method
 * either returns, or throws an {@link dev.llmaas.client.ApiException} that carries the platform's own sentence.
 */
@NullMarked
package dev.llmaas.client;

import org.jspecify.annotations.NullMarked;
