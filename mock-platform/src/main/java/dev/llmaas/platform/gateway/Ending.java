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
 * @param documents that were ranked
 * @param audioSeconds that were heard
 * @param limit the limit that ended the answer, or null
 * @param last the bytes that complete the answer, or null if it failed or nobody reads it
 * @param failure why there is no complete answer, or null
 * @param retryable whether another replica may be tried: nothing has left for the client
 */
record Ending(
        Outcome outcome,
        Usage usage,
        long documents,
        long audioSeconds,
        @Nullable LimitKind limit,
        @Nullable Buffer last,
        @Nullable Throwable failure,
        boolean retryable) {
    static Ending complete(Outcome outcome, Usage usage, @Nullable LimitKind limit, Buffer last) {
        return new Ending(outcome, usage, 0, 0, limit, last, null, false);
    }

    static Ending whole(WholeCall.Reading reading, Buffer last) {
        return new Ending(
                Outcome.COMPLETED,
                reading.usage(),
                reading.documents(),
                reading.audioSeconds(),
                null,
                last,
                null,
                false);
    }

    static Ending clientGone(Usage usage) {
        return new Ending(Outcome.CLIENT_GONE, usage, 0, 0, null, null, null, false);
    }

    static Ending failed(Throwable failure, Usage usage, boolean retryable) {
        return new Ending(Outcome.ENGINE_FAILED, usage, 0, 0, null, null, failure, retryable);
    }
}
