package dev.llmaas.console.terminal;

import dev.llmaas.api.Money;
import dev.llmaas.api.openai.Usage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An answer that was read to its end, and its figures.
 *
 * @param model the model that ran
 * @param content the text
 * @param finishReason why it ended; null if it was stopped here
 * @param usage what the engine counted, or null
 * @param spend its price, or null where it is not known
 * @param timeToFirstTokenMs from the question to the first text, or null
 * @param durationMs from the question to the end
 * @param requestId names the call
 */
record Reply(
        String model,
        String content,
        @Nullable String finishReason,
        @Nullable Usage usage,
        @Nullable Money spend,
        @Nullable Long timeToFirstTokenMs,
        long durationMs,
        String requestId) {
    /** Tokens per second after the first, 0 if there is no telling. */
    double tokensPerSecond() {
        if (usage == null || timeToFirstTokenMs == null || durationMs <= timeToFirstTokenMs) {
            return 0;
        }
        return Math.max(0, usage.completionTokens() - 1) * 1000.0 / (durationMs - timeToFirstTokenMs);
    }

    Duration duration() {
        return Duration.ofMillis(durationMs);
    }

    @Override
    public String toString() {
        return "Reply[model=%s, %d characters]".formatted(model, content.length());
    }
}
