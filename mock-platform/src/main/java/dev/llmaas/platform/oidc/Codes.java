package dev.llmaas.platform.oidc;

import dev.llmaas.platform.Limits;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Authorization codes. A code works once and not for long; its second use means that two hold it, and ends the session
 * that came from it (RFC 6749, section 4.1.2). Thread-safe.
 */
final class Codes {
    /** What a code stands for. */
    record Grant(String sessionId, AuthorizationRequest request, Instant issuedAt, boolean spent) {
        private Grant asSpent() {
            return new Grant(sessionId, request, issuedAt, true);
        }
    }

    private final ShortLived<Grant> codes;
    private final Sessions sessions;
    private final InstantSource clock;
    private final RandomGenerator random;

    Codes(Sessions sessions, InstantSource clock, RandomGenerator random) {
        this.codes = new ShortLived<>(Limits.OIDC_CODES_MAX, Limits.OIDC_CODE_MEMORY, clock);
        this.sessions = sessions;
        this.clock = clock;
        this.random = random;
    }

    /** A code that answers {@code request} for the session. */
    String issue(Sessions.Session session, AuthorizationRequest request) {
        String code = Secrets.next(random);
        codes.put(code, new Grant(session.id(), request, clock.instant(), false));
        return code;
    }

    /**
     * Spends a code, right or wrong.
     *
     * @throws OauthRefusal {@code invalid_grant} if it is none, has ended, was used before, or is not for this client,
     *     redirect address and verifier
     */
    Grant redeem(String code, DemoClient client, String redirectUri, String verifier) throws OauthRefusal {
        Grant grant = codes.update(code, Grant::asSpent)
                .orElseThrow(() -> OauthRefusal.invalidGrant("The code is unknown or has ended."));
        if (grant.spent()) {
            sessions.end(grant.sessionId());
            throw OauthRefusal.invalidGrant("The code was used before. What came from it has ended; sign in again.");
        }
        if (!clock.instant().isBefore(grant.issuedAt().plus(Limits.OIDC_CODE_LIFE))) {
            throw OauthRefusal.invalidGrant("The code has ended.");
        }
        RedirectTarget target = grant.request().target();
        if (!target.client().equals(client) || !target.address().equals(redirectUri)) {
            throw OauthRefusal.invalidGrant("The code was issued for another client or redirect_uri.");
        }
        if (!Secrets.same(Secrets.hash(verifier), grant.request().codeChallenge())) {
            throw OauthRefusal.invalidGrant("The code_verifier does not belong to the code_challenge.");
        }
        return grant;
    }
}
