package dev.llmaas.client.internal;

import dev.llmaas.client.ApiException;

/** Carries a call to the platform. Thread-safe. */
public interface Transport {
    /**
     * Sends a call and waits for the head of its answer.
     *
     * @return the answer, status 200 to 299; the caller closes it
     * @throws ApiException if the platform refuses, or no platform answers
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; the flag stays set
     */
    Answer send(Call call);
}
