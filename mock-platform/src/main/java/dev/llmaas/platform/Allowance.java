package dev.llmaas.platform;

import java.time.Duration;

/**
 * What the tightest limit of a caller leaves, at the moment at which a call was let in or refused.
 *
 * @param limitTokens output tokens of the whole window; a limit of money counts as the tokens it buys; below 0 if unknown
 * @param remainingTokens of them what is left, running calls aside; below 0 if unknown
 * @param limitRequests calls like this one that fit into the whole window, each with all the tokens it asks for
 * @param remainingRequests of them what is left
 * @param reset until the next window begins
 */
public record Allowance(
        long limitTokens, long remainingTokens, long limitRequests, long remainingRequests, Duration reset) {}
