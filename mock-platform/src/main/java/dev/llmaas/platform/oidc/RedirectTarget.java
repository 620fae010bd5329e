package dev.llmaas.platform.oidc;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a browser goes back to, checked.
 *
 * @param client who waits there
 * @param address one of the client's redirect addresses; it has no query
 * @param state what the client wants back, or null
 */
record RedirectTarget(
        DemoClient client, String address, @Nullable String state) {

    /**
     * Finds out where to send the browser; as long as this fails, it may not be sent anywhere (RFC 6749, section
     * 4.1.2.1).
     */
    static RedirectTarget parse(Parameters parameters) throws OauthRefusal {
        DemoClient client = DemoClient.find(parameters.require("client_id"))
                .orElseThrow(() -> new OauthRefusal(OauthRefusal.INVALID_CLIENT, "There is no such client."));
        String address = parameters.require("redirect_uri");
        if (!client.redirectsTo(address)) {
            throw OauthRefusal.invalidRequest("The redirect_uri is not one of this client.");
        }
        return new RedirectTarget(client, address, parameters.echo("state").orElse(null));
    }

    /** Sends the browser there with {@code answer}, the state, and who answers (RFC 9207). */
    Reply reply(Map<String, String> answer, URI issuer) {
        Map<String, String> query = new LinkedHashMap<>(answer);
        if (state != null) {
            query.put("state", state);
        }
        query.put("iss", issuer.toString());
        return Reply.redirect(address + "?" + Parameters.encode(query));
    }

    /** Sends the browser there with an error. */
    Reply refuse(OauthRefusal refusal, URI issuer) {
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("error", refusal.error());
        answer.put("error_description", refusal.sentence());
        return reply(answer, issuer);
    }

    /** The target as a source of a content security policy, which knows no IPv6 addresses. */
    String source() {
        int path = address.indexOf('/', "http://".length());
        String origin = address.substring(0, path);
        return origin.contains("[") ? "http:" : origin;
    }

    /** Says nothing of the state. */
    @Override
    public String toString() {
        return "RedirectTarget[client=%s]".formatted(client.id());
    }
}
