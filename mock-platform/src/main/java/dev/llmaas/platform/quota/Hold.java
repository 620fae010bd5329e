package dev.llmaas.platform.quota;

import dev.llmaas.api.Money;
import dev.llmaas.api.admin.LimitKind;

/**
 * What a call may use up.
 *
 * @param outputTokens tokens that it may generate, from 0
 * @param spend what it may cost, prompt included, from 0
 */
public record Hold(long outputTokens, Money spend) {
    /** Nothing. */
    public static final Hold NONE = new Hold(0, Money.ZERO);

    /** Neither may be negative. */
    public Hold {
        if (outputTokens < 0) {
            throw new IllegalArgumentException("outputTokens: %d is negative.".formatted(outputTokens));
        }
        if (spend.nanoEuros() < 0) {
            throw new IllegalArgumentException("spend: %d is negative.".formatted(spend.nanoEuros()));
        }
    }

    /** Both together. */
    public Hold plus(Hold other) {
        return new Hold(Math.addExact(outputTokens, other.outputTokens), spend.plus(other.spend));
    }

    /** What this takes of a limit of {@code kind}, in the limit's unit. */
    public long of(LimitKind kind) {
        return switch (kind) {
            case OUTPUT_TOKENS_PER_HOUR, OUTPUT_TOKENS_PER_DAY -> outputTokens;
            case SPEND_PER_MONTH -> spend.nanoEuros();
        };
    }
}
