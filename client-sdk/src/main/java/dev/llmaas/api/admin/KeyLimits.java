package dev.llmaas.api.admin;

import dev.llmaas.api.Money;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one key. Null means no limit of that kind; zero means nothing at all.
 *
 * @param outputTokensPerHour from 0
 * @param outputTokensPerDay from 0
 * @param spendPerMonth from 0
 */
public record KeyLimits(
        @Nullable Long outputTokensPerHour,
        @Nullable Long outputTokensPerDay,
        @Nullable Money spendPerMonth) {
    /** No limit at all. */
    public static final KeyLimits NONE = new KeyLimits(null, null, null);

    /** The limit of this kind in its own unit (tokens or nano-euros), or null. */
    public @Nullable Long of(LimitKind kind) {
        return switch (kind) {
            case OUTPUT_TOKENS_PER_HOUR -> outputTokensPerHour;
            case OUTPUT_TOKENS_PER_DAY -> outputTokensPerDay;
            case SPEND_PER_MONTH -> spendPerMonth == null ? null : spendPerMonth.nanoEuros();
        };
    }
}
