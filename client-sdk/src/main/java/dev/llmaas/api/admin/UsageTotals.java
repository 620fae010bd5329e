package dev.llmaas.api.admin;

import dev.llmaas.api.Money;

/**
 * Sums over settled calls.
 *
 * @param requests how many
 * @param errors how many of them did not complete
 * @param promptTokens tokens read
 * @param cachedTokens tokens read that were not computed again
 * @param completionTokens tokens generated, reasoning included
 * @param reasoningTokens tokens of reasoning
 * @param documents documents ranked
 * @param audioSeconds seconds of speech heard
 * @param spend their price
 */
public record UsageTotals(
        long requests,
        long errors,
        long promptTokens,
        long cachedTokens,
        long completionTokens,
        long reasoningTokens,
        long documents,
        long audioSeconds,
        Money spend) {
    /** No call yet. */
    public static final UsageTotals NONE = new UsageTotals(0, 0, 0, 0, 0, 0, 0, 0, Money.ZERO);

    /** Both together. */
    public UsageTotals plus(UsageTotals other) {
        return new UsageTotals(
                requests + other.requests,
                errors + other.errors,
                promptTokens + other.promptTokens,
                cachedTokens + other.cachedTokens,
                completionTokens + other.completionTokens,
                reasoningTokens + other.reasoningTokens,
                documents + other.documents,
                audioSeconds + other.audioSeconds,
                spend.plus(other.spend));
    }
}
