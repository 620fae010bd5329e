package dev.llmaas.client.internal;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.client.ApiException;
import dev.llmaas.client.ApiKeyCredentials;
import dev.llmaas.client.Credentials;
import dev.llmaas.client.OidcCredentials;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts the caller's token on each call; a person's token that the platform refuses is renewed once. Thread-safe. */
record Authorization(Credentials credentials) {
    Answer apply(Function<@Nullable String, Answer> call) {
        return switch (credentials) {
            case Credentials.Nobody _ -> call.apply(null);
            case ApiKeyCredentials(String key) -> call.apply(key);
            case OidcCredentials person -> renewing(person, call);
        };
    }

    private static Answer renewing(OidcCredentials person, Function<@Nullable String, Answer> call) {
        String token = person.accessToken();
        try {
            return call.apply(token);
        } catch (ApiException refusal) {
            if (refusal.code() != ErrorCode.INVALID_ACCESS_TOKEN) {
                throw refusal;
            }
            person.refused(token);
            return call.apply(person.accessToken());
        }
    }
}
