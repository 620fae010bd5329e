package dev.llmaas.client;

import dev.llmaas.api.ErrorCode;
import java.time.Duration;
import java.util.Optional;

/**
 * When a call is sent again: only if it certainly did not run, which is so when no connection could be opened, and when
 * the platform answered 429 or 503 and said that trying again is worth it; and, where sending it twice does what sending it once
 * does, if the connection broke before an answer came. Such calls only read, or create a key, a file or a batch, which the client
 * sends with an {@code Idempotency-Key}. Never after the first byte of an answer.
 *
 * @param attemptsMax how often a call is sent at most, from 1, which means never again
 * @param firstPause before the second attempt; doubles with each further one
 * @param pauseMax no pause is longer; if the platform asks for more, the call fails at once and says so
 */
public record RetryPolicy(int attemptsMax, Duration firstPause, Duration pauseMax) {
    /** Three attempts within a few seconds: a hiccup passes unnoticed, and a person does not wait for long. */
    public static final RetryPolicy STANDARD = new RetryPolicy(3, Duration.ofMillis(250), Duration.ofSeconds(5));

    /** One attempt. */
    public static final RetryPolicy NEVER = new RetryPolicy(1, Duration.ofMillis(1), Duration.ofMillis(1));

    private static final int ATTEMPTS_LIMIT = 20;

    /**
     * Checks the fields.
     *
     * @throws IllegalArgumentException if one is out of its bounds
     */
    public RetryPolicy {
        if (attemptsMax < 1 || attemptsMax > ATTEMPTS_LIMIT) {
            throw new IllegalArgumentException(
                    "attemptsMax: %d is not between 1 and %d.".formatted(attemptsMax, ATTEMPTS_LIMIT));
        }
        if (!firstPause.isPositive() || pauseMax.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException("firstPause must be positive, and pauseMax not shorter.");
        }
    }

    /**
     * How long to wait before the next attempt.
     *
     * @param failure why the last attempt failed
     * @param attempt how many attempts were made, from 1
     * @param repeatable whether sending the call twice does what sending it once does
     * @param jitter a random number from 0 to 1: the pause is between half of its length and its length, so that many
     *     clients do not come back together
     * @return empty if the call must not be sent again
     */
    public Optional<Duration> pause(ApiException failure, int attempt, boolean repeatable, double jitter) {
        if (attempt >= attemptsMax || !(isWorthIt(failure) || (repeatable && isLost(failure, attempt)))) {
            return Optional.empty();
        }
        if (failure.retryAfter().isPresent()) {
            return failure.retryAfter().filter(asked -> asked.compareTo(pauseMax) <= 0);
        }
        Duration whole = firstPause.multipliedBy(1L << (attempt - 1));
        Duration bounded = whole.compareTo(pauseMax) > 0 ? pauseMax : whole;
        return Optional.of(Duration.ofNanos((long) (bounded.toNanos() * (0.5 + jitter / 2))));
    }

    /** Whether only the answer was lost, or the attempt whose answer was lost still runs. */
    private static boolean isLost(ApiException failure, int attempt) {
        if (failure instanceof UnreachableException unreachable) {
            return unreachable.problem() == UnreachableException.Problem.BROKEN;
        }
        boolean about = failure.param().filter("idempotency-key"::equals).isPresent();
        return attempt > 1 && about && failure.code() == ErrorCode.CONFLICT;
    }

    private static boolean isWorthIt(ApiException failure) {
        if (failure instanceof UnreachableException unreachable) {
            return !unreachable.requestSent() && unreachable.problem().isPassing();
        }
        return switch (failure.code().retry()) {
            case NEVER -> false;
            case AFTER_HINT -> failure.retryAfter().isPresent();
            case BACKOFF -> failure.code().status() == 503;
        };
    }
}
