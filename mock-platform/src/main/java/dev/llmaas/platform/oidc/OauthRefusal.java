package dev.llmaas.platform.oidc;

/** A request that is refused with an error code of RFC 6749, RFC 8628 or OpenID Connect. The sentence is for the client's developer. */
final class OauthRefusal extends Exception {
    static final String INVALID_REQUEST = "invalid_request";
    static final String INVALID_CLIENT = "invalid_client";
    static final String INVALID_GRANT = "invalid_grant";
    static final String INVALID_SCOPE = "invalid_scope";

    private final String error;

    OauthRefusal(String error, String sentence) {
        super(sentence, null, false, false);
        this.error = error;
    }

    static OauthRefusal invalidRequest(String sentence) {
        return new OauthRefusal(INVALID_REQUEST, sentence);
    }

    static OauthRefusal invalidGrant(String sentence) {
        return new OauthRefusal(INVALID_GRANT, sentence);
    }

    /** The code on the wire. */
    String error() {
        return error;
    }

    /** Why; printable ASCII without quotes and backslashes, as RFC 6749 section 5.2 demands. */
    String sentence() {
        return String.valueOf(getMessage());
    }
}
