package dev.llmaas.platform.gateway;

import dev.llmaas.api.admin.LimitKind;
import dev.llmaas.api.event.Outcome;
import dev.llmaas.api.openai.Usage;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * How a call came out of the relay: what to settle, and what the client still has to get once that is done.
 *
 * @param outcome for the ledger
 * @param usage what the engine counted
 * @param limit the limit that ended the answer, or null
 * @param last the bytes that complete the answer, or null if it failed or nobody reads it
 * @param failure why there is no complete answer, or null
 * @param retryable whether another replica may be tried: nothing has left for the client
 */
record Ending(
        Outcome outcome,
        Usage usage,
        @Nullable LimitKind limit,
        @Nullable Buffer last,
        @Nullable Throwable failure,
        boolean retryable) {
    static Ending complete(Outcome outcome, Usage usage, @Nullable LimitKind limit, Buffer last) {
        return new Ending(outcome, usage, limit, last, null, false);
    }

    static Ending clientGone(Usage usage) {
        return new Ending(Outcome.CLIENT_GONE, usage, null, null, null, false);
    }

    static Ending failed(Throwable failure, Usage usage, boolean retryable) {
        return new Ending(Outcome.ENGINE_FAILED, usage, null, null, failure, retryable);
    }
}
