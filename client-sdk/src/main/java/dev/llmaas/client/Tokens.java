package dev.llmaas.client;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an identity provider gave to a person who signed in. {@code toString} shows no secret.
 *
 * @param accessToken what the platform takes
 * @param accessEndsAt when it stops taking it
 * @param refreshToken what the provider takes to issue the next ones; null where the session cannot be renewed
 * @param subject names the person at the provider; null if the provider did not say
 */
public record Tokens(
        String accessToken,
        Instant accessEndsAt,
        @Nullable String refreshToken,
        @Nullable String subject) {
    /** What renews the session, if it can be renewed. */
    public Optional<String> refresh() {
        return Optional.ofNullable(refreshToken);
    }

    @Override
    public String toString() {
        return "Tokens[accessEndsAt=%s, renewable=%s]".formatted(accessEndsAt, refreshToken != null);
    }
}
