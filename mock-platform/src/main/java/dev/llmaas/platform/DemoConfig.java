package dev.llmaas.platform;

import java.time.Duration;

/**
 * The demonstration: a bundled sign-in provider with users of every role. Not for real work: its users' passwords lie in
 * a file.
 *
 * @param enabled whether there is one
 * @param accessTokenLife how long its access tokens live, 1 minute to 1 day
 */
public record DemoConfig(boolean enabled, Duration accessTokenLife) {
    private static final Duration LIFE_MIN = Duration.ofMinutes(1);
    private static final Duration LIFE_MAX = Duration.ofDays(1);

    /** No demonstration. */
    public static final DemoConfig OFF = new DemoConfig(false, Duration.ofMinutes(10));

    /** A demonstration. */
    public static final DemoConfig ON = new DemoConfig(true, Duration.ofMinutes(10));

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException with the key, what was found and what was expected
     */
    public DemoConfig {
        if (accessTokenLife.compareTo(LIFE_MIN) < 0 || accessTokenLife.compareTo(LIFE_MAX) > 0) {
            throw new IllegalArgumentException(
                    "demo.access-token-life: %s is not between 1m and 1d.".formatted(Durations.text(accessTokenLife)));
        }
    }
}
