package dev.llmaas.platform;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them into files: a whole number and a unit, {@code 250ms}, {@code 30s}, {@code 5m}. Stateless. */
final class Durations {
    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,9}) ?(ms|s|m|h|d)");
    private static final long MS_PER_SECOND = 1_000;
    private static final long SECONDS_PER_MINUTE = 60;
    private static final long SECONDS_PER_HOUR = 3_600;

    private Durations() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException if it is none, or has no unit
     */
    static Duration read(String text) {
        Matcher parts = WRITTEN.matcher(text.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no duration: write a whole number and one of ms, s, m, h and d, for instance 30s"
                            .formatted(text));
        }
        long amount = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** Writes a duration in the largest unit of which it is a whole number. */
    static String text(Duration duration) {
        long ms = duration.toMillis();
        if (ms % MS_PER_SECOND != 0) {
            return ms + "ms";
        }
        long seconds = ms / MS_PER_SECOND;
        if (seconds == 0 || seconds % SECONDS_PER_MINUTE != 0) {
            return seconds + "s";
        }
        return seconds % SECONDS_PER_HOUR == 0 ? seconds / SECONDS_PER_HOUR + "h" : seconds / SECONDS_PER_MINUTE + "m";
    }
}
