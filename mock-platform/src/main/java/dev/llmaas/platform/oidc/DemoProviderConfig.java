package dev.llmaas.platform.oidc;

import java.net.URI;
import java.time.Duration;

/**
 * How the bundled provider presents itself.
 *
 * @param issuer its issuer identifier, the address at which its routes are mounted, without a slash at the end
 * @param audience for whom its access tokens are
 * @param accessTokenLife how long an access token is valid, 1 minute to 1 day; it cannot be withdrawn before
 */
public record DemoProviderConfig(URI issuer, String audience, Duration accessTokenLife) {
    /** The audience of access tokens for this platform. */
    public static final String STANDARD_AUDIENCE = "llmaas";

    /** Short, because the console renews it by itself. */
    public static final Duration STANDARD_ACCESS_TOKEN_LIFE = Duration.ofMinutes(10);

    private static final Duration ACCESS_TOKEN_LIFE_MIN = Duration.ofMinutes(1);
    private static final Duration ACCESS_TOKEN_LIFE_MAX = Duration.ofDays(1);

    /** Checks the bounds. */
    public DemoProviderConfig {
        if (issuer.getHost() == null || !issuer.toString().matches("https?://[^/?#@]+(/[A-Za-z0-9._~-]+)+")) {
            throw new IllegalArgumentException(
                    "The issuer of the bundled provider must be an http or https address with a path, not %s."
                            .formatted(issuer));
        }
        if (audience.isBlank()) {
            throw new IllegalArgumentException("The audience of the bundled provider's tokens is missing.");
        }
        if (accessTokenLife.compareTo(ACCESS_TOKEN_LIFE_MIN) < 0
                || accessTokenLife.compareTo(ACCESS_TOKEN_LIFE_MAX) > 0) {
            throw new IllegalArgumentException("Access tokens of the bundled provider must live from %s to %s, not %s."
                    .formatted(ACCESS_TOKEN_LIFE_MIN, ACCESS_TOKEN_LIFE_MAX, accessTokenLife));
        }
    }

    /** The provider at {@code issuer}, with everything else as it is by default. */
    public static DemoProviderConfig of(URI issuer) {
        return new DemoProviderConfig(issuer, STANDARD_AUDIENCE, STANDARD_ACCESS_TOKEN_LIFE);
    }

    /** The same provider with access tokens of another life. */
    public DemoProviderConfig withAccessTokenLife(Duration changed) {
        return new DemoProviderConfig(issuer, audience, changed);
    }

    /** What browsers call the place that the provider's pages come from (RFC 6454). */
    String origin() {
        return issuer.getScheme() + "://" + issuer.getRawAuthority();
    }

    /** The address of one of its endpoints. */
    String address(String endpoint) {
        return issuer + endpoint;
    }
}
