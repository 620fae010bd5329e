package dev.llmaas.platform.http;

import dev.llmaas.platform.Allowance;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;

/** Writes what a limit leaves into the head of an answer, in OpenAI's words. Stateless. */
public final class RateHeaders {
    private static final CharSequence LIMIT_TOKENS = HttpHeaders.createOptimized("x-ratelimit-limit-tokens");
    private static final CharSequence REMAINING_TOKENS = HttpHeaders.createOptimized("x-ratelimit-remaining-tokens");
    private static final CharSequence RESET_TOKENS = HttpHeaders.createOptimized("x-ratelimit-reset-tokens");
    private static final CharSequence LIMIT_REQUESTS = HttpHeaders.createOptimized("x-ratelimit-limit-requests");
    private static final CharSequence REMAINING_REQUESTS =
            HttpHeaders.createOptimized("x-ratelimit-remaining-requests");
    private static final CharSequence RESET_REQUESTS = HttpHeaders.createOptimized("x-ratelimit-reset-requests");

    private RateHeaders() {}

    /** Writes them; what is unknown is left out. */
    public static void write(HttpServerResponse response, Allowance allowance) {
        String reset = text(allowance.reset());
        if (allowance.limitTokens() >= 0) {
            response.putHeader(LIMIT_TOKENS, Long.toString(allowance.limitTokens()))
                    .putHeader(REMAINING_TOKENS, Long.toString(allowance.remainingTokens()))
                    .putHeader(RESET_TOKENS, reset);
        }
        response.putHeader(LIMIT_REQUESTS, Long.toString(allowance.limitRequests()))
                .putHeader(REMAINING_REQUESTS, Long.toString(allowance.remainingRequests()))
                .putHeader(RESET_REQUESTS, reset);
    }

    /** As OpenAI writes it: {@code 6m0s}, {@code 1h0m12s}, {@code 9s}. */
    static String text(Duration duration) {
        Duration whole = Duration.ofSeconds(Math.max(0, Math.ceilDiv(duration.toMillis(), 1_000L)));
        String text = whole.toSecondsPart() + "s";
        if (whole.toMinutes() > 0) {
            text = whole.toMinutesPart() + "m" + text;
        }
        return whole.toHours() > 0 ? whole.toHours() + "h" + text : text;
    }
}
