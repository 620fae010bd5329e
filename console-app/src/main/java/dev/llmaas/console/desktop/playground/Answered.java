package dev.llmaas.console.desktop.playground;

import dev.llmaas.api.Money;
import dev.llmaas.api.openai.Backend;
import dev.llmaas.api.openai.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What an answer took.
 *
 * @param timeToFirstTokenMs from sending to the first text
 * @param durationMs from sending to the end
 * @param usage what the engine counted, null if it did not get that far
 * @param cost its price by the catalogue, null without a count
 * @param finishReason why it ended, or null
 * @param backend who computed it, or null
 * @param requestId names the call
 */
public record Answered(
        long timeToFirstTokenMs,
        long durationMs,
        @Nullable Usage usage,
        @Nullable Money cost,
        @Nullable String finishReason,
        @Nullable Backend backend,
        String requestId) {
    /** Tokens a second after the first, 0 if unknown. */
    public double tokensPerSecond() {
        long writing = durationMs - timeToFirstTokenMs;
        return usage == null || usage.completionTokens() < 2 || writing <= 0
                ? 0
                : (usage.completionTokens() - 1) * 1000.0 / writing;
    }
}
