package dev.llmaas.client.internal;

import dev.llmaas.client.ApiException;
import dev.llmaas.client.RetryPolicy;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleSupplier;

/**
 * Sends a call again where the policy allows it. The first byte of an answer ends this class's work: what fails later is
 * the caller's.
 */
public final class RetryingTransport implements Transport {
    private final Transport once;
    private final RetryPolicy policy;
    private final Sleeper sleeper;
    private final DoubleSupplier jitter;

    /**
     * Sends through {@code once}.
     *
     * @param jitter random numbers from 0 to 1
     */
    public RetryingTransport(Transport once, RetryPolicy policy, Sleeper sleeper, DoubleSupplier jitter) {
        this.once = once;
        this.policy = policy;
        this.sleeper = sleeper;
        this.jitter = jitter;
    }

    @Override
    public Answer send(Call call) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once.send(call);
            } catch (ApiException failure) {
                Duration pause = policy.pause(failure, attempt, call.isRepeatable(), jitter.getAsDouble())
                        .orElseThrow(() -> failure);
                waitFor(pause);
            }
        }
    }

    private void waitFor(Duration pause) {
        try {
            sleeper.sleep(pause);
        } catch (InterruptedException gaveUp) {
            Thread.currentThread().interrupt();
            throw new CancellationException("The call was interrupted.");
        }
    }
}
