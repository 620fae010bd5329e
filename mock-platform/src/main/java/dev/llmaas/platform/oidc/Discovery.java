package dev.llmaas.platform.oidc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the provider says of itself (OpenID Connect Discovery, RFC 8414, RFC 8628, RFC 9207). Immutable. */
final class Discovery {
    private final Map<String, Object> document = new LinkedHashMap<>();

    Discovery(DemoProviderConfig config) {
        document.put("issuer", config.issuer().toString());
        document.put("authorization_endpoint", config.address("/authorize"));
        document.put("token_endpoint", config.address("/token"));
        document.put("userinfo_endpoint", config.address("/userinfo"));
        document.put("jwks_uri", config.address("/jwks"));
        document.put("revocation_endpoint", config.address("/revoke"));
        document.put("end_session_endpoint", config.address("/end-session"));
        document.put("device_authorization_endpoint", config.address("/device-authorization"));
        document.put("scopes_supported", AuthorizationRequest.SCOPES);
        document.put("response_types_supported", List.of("code"));
        document.put("response_modes_supported", List.of("query"));
        document.put(
                "grant_types_supported",
                List.of("authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"));
        document.put("subject_types_supported", List.of("public"));
        document.put("id_token_signing_alg_values_supported", List.of(SigningKeys.ALGORITHM.getName()));
        document.put("token_endpoint_auth_methods_supported", List.of("none"));
        document.put("revocation_endpoint_auth_methods_supported", List.of("none"));
        document.put("code_challenge_methods_supported", List.of("S256"));
        document.put("prompt_values_supported", List.of("login"));
        document.put("ui_locales_supported", List.of("en", "fr", "de"));
        document.put(
                "claims_supported",
                List.of(
                        "sub",
                        "iss",
                        "aud",
                        "exp",
                        "iat",
                        "auth_time",
                        "nonce",
                        "at_hash",
                        "azp",
                        "amr",
                        "sid",
                        "roles",
                        "name",
                        "preferred_username",
                        "email",
                        "email_verified"));
        document.put("claims_parameter_supported", false);
        document.put("request_parameter_supported", false);
        document.put("request_uri_parameter_supported", false);
        document.put("authorization_response_iss_parameter_supported", true);
    }

    /** The document. */
    Reply reply() {
        return Reply.json(200, document);
    }
}
