package dev.llmaas.inference.scripted;

import java.time.Duration;

/** What goes wrong in an answer, on demand. */
public sealed interface Fault {
    /**
     * Says nothing more after {@code tokens} tokens, until the generation is stopped.
     *
     * @param tokens from 0
     */
    record StallAfter(int tokens) implements Fault {}

    /**
     * Fails after {@code tokens} tokens as an engine does that breaks.
     *
     * @param tokens from 0
     */
    record FailAfter(int tokens) implements Fault {}

    /**
     * Makes each token take so long, whatever the script says.
     *
     * @param gap from 0
     */
    record SlowTokens(Duration gap) implements Fault {}

    /** Is not there: a runner closes the connection without an answer. */
    record RefuseConnection() implements Fault {}

    /**
     * Ends the process at once after {@code tokens} tokens, as native code does that aborts.
     *
     * @param tokens from 0
     */
    record CrashAfter(int tokens) implements Fault {}

    /**
     * Ends the engine unasked after {@code tokens} tokens: this answer and all others fail, and the process lives on.
     *
     * @param tokens from 0
     */
    record BreakDownAfter(int tokens) implements Fault {}

    /**
     * Reads {@code stall-after:3}, {@code fail-after:3}, {@code slow-tokens:50} (milliseconds), {@code
     * refuse-connection}, {@code crash-after:3} or {@code break-down-after:3}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static Fault of(String text) {
        int colon = text.indexOf(':');
        String kind = colon < 0 ? text : text.substring(0, colon);
        int number = colon < 0 ? 0 : Script.number("fault", text.substring(colon + 1));
        return switch (kind) {
            case "stall-after" -> new StallAfter(number);
            case "fail-after" -> new FailAfter(number);
            case "slow-tokens" -> new SlowTokens(Duration.ofMillis(number));
            case "refuse-connection" -> new RefuseConnection();
            case "crash-after" -> new CrashAfter(number);
            case "break-down-after" -> new BreakDownAfter(number);
            default -> throw new IllegalArgumentException("A script knows no fault \"%s\".".formatted(kind));
        };
    }
}
