package dev.llmaas.platform.oidc;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request for a code (RFC 6749, section 4.1.1; OpenID Connect Core, section 3.1.2.1), checked.
 *
 * @param target where the answer goes
 * @param scopes what is granted, of what was asked for
 * @param nonce what the client wants to find in the ID token, or null
 * @param codeChallenge the hash of the client's verifier (RFC 7636)
 */
record AuthorizationRequest(
        RedirectTarget target, Set<String> scopes, @Nullable String nonce, String codeChallenge) {
    /** What may be asked for. */
    static final List<String> SCOPES = List.of("openid", "email", "profile", "offline_access");

    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

    /** What a client may ask for and does not get, with the error that says so. */
    private static final Map<String, String> UNSUPPORTED = Map.of(
            "request", "request_not_supported",
            "request_uri", "request_uri_not_supported",
            "registration", "registration_not_supported");

    AuthorizationRequest {
        scopes = Set.copyOf(scopes);
    }

    /** Checks everything but the target. */
    static AuthorizationRequest parse(Parameters parameters, RedirectTarget target) throws OauthRefusal {
        for (Map.Entry<String, String> unsupported : UNSUPPORTED.entrySet()) {
            if (parameters.find(unsupported.getKey()).isPresent()) {
                throw new OauthRefusal(
                        unsupported.getValue(), "The parameter %s is not supported.".formatted(unsupported.getKey()));
            }
        }
        if (!parameters.require("response_type").equals("code")) {
            throw new OauthRefusal("unsupported_response_type", "The response_type must be code.");
        }
        if (parameters
                .find("response_mode")
                .filter(mode -> !mode.equals("query"))
                .isPresent()) {
            throw OauthRefusal.invalidRequest("The response_mode must be query.");
        }
        if (parameters.words("prompt").contains("none")) {
            throw new OauthRefusal("login_required", "Everybody types a password and a code here, each time.");
        }
        return new AuthorizationRequest(
                target, scopes(parameters), parameters.echo("nonce").orElse(null), challenge(parameters));
    }

    /** Those known of the scopes asked for; OpenID Connect Core, section 3.1.2.1, says to ignore the others. */
    static Set<String> scopes(Parameters parameters) throws OauthRefusal {
        Set<String> granted = new LinkedHashSet<>(SCOPES);
        granted.retainAll(parameters.words("scope"));
        if (granted.isEmpty()) {
            throw new OauthRefusal(
                    OauthRefusal.INVALID_SCOPE, "The scope must have one of: %s.".formatted(String.join(" ", SCOPES)));
        }
        return granted;
    }

    /** The scopes in one order, as the wire wants them. */
    static String join(Set<String> scopes) {
        return String.join(" ", SCOPES.stream().filter(scopes::contains).toList());
    }

    /** PKCE is not a choice here: without it a code belongs to whoever sees it (RFC 9700, section 2.1.1). */
    private static String challenge(Parameters parameters) throws OauthRefusal {
        String challenge = parameters.require("code_challenge");
        if (!parameters.text("code_challenge_method").equals("S256")) {
            throw OauthRefusal.invalidRequest("The code_challenge_method must be S256.");
        }
        if (!CHALLENGE.matcher(challenge).matches()) {
            throw OauthRefusal.invalidRequest("The code_challenge must be a SHA-256 hash in base64url, 43 characters.");
        }
        return challenge;
    }

    /** Says nothing that a client wants to see again. */
    @Override
    public String toString() {
        return "AuthorizationRequest[client=%s, scopes=%s]"
                .formatted(target.client().id(), scopes);
    }
}
