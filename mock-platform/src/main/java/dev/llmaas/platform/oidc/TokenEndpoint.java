package dev.llmaas.platform.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.llmaas.platform.Limits;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where programs speak to the provider: tokens for codes, refresh tokens and devices (RFC 6749, RFC 8628), revocation
 * (RFC 7009) and userinfo (OpenID Connect Core, section 5.3). Thread-safe.
 */
final class TokenEndpoint {
    private static final String DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}"); // RFC 7636, section 4.1
    private static final Logger log = LoggerFactory.getLogger(TokenEndpoint.class);

    private final DemoProviderConfig config;
    private final TokenMint mint;
    private final Grants grants;

    TokenEndpoint(DemoProviderConfig config, TokenMint mint, Grants grants) {
        this.config = config;
        this.mint = mint;
        this.grants = grants;
    }

    /** The token endpoint. */
    Reply token(ProviderRequest request) {
        try {
            Parameters form = request.parameters();
            DemoClient client = client(request);
            return switch (form.require("grant_type")) {
                case "authorization_code" -> byCode(form, client);
                case "refresh_token" -> byRefreshToken(form, client);
                case DEVICE_GRANT -> byDevice(form, client);
                default ->
                    throw new OauthRefusal(
                            "unsupported_grant_type",
                            "The grant_type must be authorization_code, refresh_token or %s.".formatted(DEVICE_GRANT));
            };
        } catch (OauthRefusal refusal) {
            return refuse(refusal);
        }
    }

    /** The device authorization endpoint. */
    Reply deviceAuthorization(ProviderRequest request) {
        try {
            DemoClient client = client(request);
            Devices.Invitation invitation =
                    grants.devices().invite(client, AuthorizationRequest.scopes(request.parameters()));
            String page = config.address("/device");
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("device_code", invitation.deviceCode());
            answer.put("user_code", invitation.userCode());
            answer.put("verification_uri", page);
            answer.put(
                    "verification_uri_complete",
                    page + "?" + Parameters.encode(Map.of("user_code", invitation.userCode())));
            answer.put("expires_in", Limits.OIDC_DEVICE_LIFE.toSeconds());
            answer.put("interval", Limits.OIDC_POLL_INTERVAL.toSeconds());
            return Reply.json(200, answer);
        } catch (OauthRefusal refusal) {
            return refuse(refusal);
        }
    }

    /** The revocation endpoint: ends the session of any token of this client; a token that means nothing is fine. */
    Reply revoke(ProviderRequest request) {
        try {
            DemoClient client = client(request);
            String token = request.parameters().require("token");
            Optional<Sessions.Session> session = grants.sessions().ofRefreshToken(token);
            if (session.isEmpty()) {
                session = mint.readAny(token).flatMap(this::session);
            }
            session.filter(found -> found.client().equals(client)).ifPresent(found -> {
                grants.sessions().end(found.id());
                log.info("session revoked role={} client={}", found.account().roleName(), client.id());
            });
            return Reply.empty(200);
        } catch (OauthRefusal refusal) {
            return refuse(refusal);
        }
    }

    /** The userinfo endpoint; errors as RFC 6750 section 3 writes them. */
    Reply userinfo(ProviderRequest request) {
        Optional<String> token = request.bearer();
        if (token.isEmpty()) {
            return Reply.empty(401).with("www-authenticate", "Bearer realm=\"llmaas\"");
        }
        Optional<JWTClaimsSet> claims = mint.readAccessToken(token.get());
        Optional<Sessions.Session> session = claims.flatMap(this::session);
        if (claims.isEmpty() || session.isEmpty()) {
            return challenge(
                    401, new OauthRefusal("invalid_token", "The access token is not valid or its session has ended."));
        }
        Set<String> scopes = new LinkedHashSet<>(
                Arrays.asList(String.valueOf(claims.get().getClaim("scope")).split(" ", -1)));
        if (!scopes.contains("openid")) {
            return challenge(
                    403, new OauthRefusal("insufficient_scope", "The access token was not granted the scope openid."));
        }
        return Reply.json(200, TokenMint.person(session.get().account(), scopes));
    }

    /** Ends the session that a token of this provider names, also one that has ended itself. */
    Optional<DemoClient> endSession(String idToken) {
        Optional<Sessions.Session> session = mint.readAny(idToken).flatMap(this::session);
        session.ifPresent(found -> grants.sessions().end(found.id()));
        return session.map(Sessions.Session::client);
    }

    private Reply byCode(Parameters form, DemoClient client) throws OauthRefusal {
        String code = form.require("code");
        String redirectUri = form.require("redirect_uri");
        String verifier = form.require("code_verifier");
        if (!VERIFIER.matcher(verifier).matches()) {
            throw OauthRefusal.invalidRequest("The code_verifier must have 43 to 128 of A-Z a-z 0-9 - . _ ~.");
        }
        Codes.Grant grant = grants.codes().redeem(code, client, redirectUri, verifier);
        Sessions.Session session = grants.sessions()
                .find(grant.sessionId())
                .orElseThrow(() -> OauthRefusal.invalidGrant("The session of the code has ended."));
        return tokens(session, session.scopes(), grant.request().nonce(), first(session));
    }

    private Reply byRefreshToken(Parameters form, DemoClient client) throws OauthRefusal {
        String token = form.require("refresh_token");
        Optional<Sessions.Session> session = grants.sessions().ofRefreshToken(token);
        Set<String> scopes = session.map(Sessions.Session::scopes).orElse(Set.of());
        if (session.isPresent() && form.find("scope").isPresent()) {
            if (!scopes.containsAll(form.words("scope"))) {
                throw new OauthRefusal(
                        OauthRefusal.INVALID_SCOPE, "The scope has more than was granted at the sign-in.");
            }
            scopes = form.words("scope");
        }
        Sessions.Renewed renewed = grants.sessions().renew(token, client);
        return tokens(renewed.session(), scopes, null, renewed.refreshToken());
    }

    private Reply byDevice(Parameters form, DemoClient client) throws OauthRefusal {
        Sessions.Session session = grants.devices().poll(form.require("device_code"), client);
        return tokens(session, session.scopes(), null, first(session));
    }

    private @Nullable String first(Sessions.Session session) {
        return session.scopes().contains("offline_access") ? grants.sessions().firstRefreshToken(session) : null;
    }

    private Reply tokens(
            Sessions.Session session, Set<String> scopes, @Nullable String nonce, @Nullable String refreshToken) {
        String accessToken = mint.accessToken(session, scopes);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("access_token", accessToken);
        answer.put("token_type", "Bearer");
        answer.put("expires_in", mint.accessTokenSeconds());
        answer.put("scope", AuthorizationRequest.join(scopes));
        if (refreshToken != null) {
            answer.put("refresh_token", refreshToken);
        }
        if (scopes.contains("openid")) {
            answer.put("id_token", mint.idToken(session, scopes, nonce, accessToken));
        }
        return Reply.json(200, answer);
    }

    private Optional<Sessions.Session> session(JWTClaimsSet claims) {
        return claims.getClaim("sid") instanceof String id ? grants.sessions().find(id) : Optional.empty();
    }

    /** All clients are public: they say who they are and prove it by PKCE, a refresh token or a device code. */
    private static DemoClient client(ProviderRequest request) throws OauthRefusal {
        if (request.authorization().isPresent()) {
            throw new OauthRefusal(
                    OauthRefusal.INVALID_CLIENT, "Clients have no secret here: send client_id in the form only.");
        }
        return DemoClient.find(request.parameters().require("client_id"))
                .orElseThrow(() -> new OauthRefusal(OauthRefusal.INVALID_CLIENT, "There is no such client."));
    }

    private static Reply refuse(OauthRefusal refusal) {
        return refusal.error().equals(OauthRefusal.INVALID_CLIENT)
                ? Reply.error(401, refusal).with("www-authenticate", "Basic realm=\"llmaas\"")
                : Reply.error(400, refusal);
    }

    private static Reply challenge(int status, OauthRefusal refusal) {
        return Reply.error(status, refusal)
                .with(
                        "www-authenticate",
                        "Bearer realm=\"llmaas\", error=\"%s\", error_description=\"%s\""
                                .formatted(refusal.error(), refusal.sentence()));
    }
}
