package dev.llmaas.platform.oidc;

import dev.llmaas.api.WireJson;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer of the provider.
 *
 * @param status of HTTP
 * @param headers besides those that every answer has
 * @param body may be empty
 */
record Reply(int status, Map<String, String> headers, String body) {
    private static final String CONTENT_TYPE = "content-type";

    Reply {
        headers = Map.copyOf(headers);
    }

    static Reply json(int status, Object content) {
        return new Reply(
                status,
                Map.of(CONTENT_TYPE, "application/json"),
                WireJson.mapper().writeValueAsString(content));
    }

    /** An error as RFC 6749 section 5.2 writes it. */
    static Reply error(int status, OauthRefusal refusal) {
        Map<String, String> content = new LinkedHashMap<>();
        content.put("error", refusal.error());
        content.put("error_description", refusal.sentence());
        return json(status, content);
    }

    /** Sends a browser elsewhere; the address must be checked already. */
    static Reply redirect(String address) {
        return new Reply(302, Map.of("location", address), "");
    }

    static Reply empty(int status) {
        return new Reply(status, Map.of(), "");
    }

    Reply with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, more, body);
    }

    /** Says nothing of the content. */
    @Override
    public String toString() {
        return "Reply[status=%d]".formatted(status);
    }
}
