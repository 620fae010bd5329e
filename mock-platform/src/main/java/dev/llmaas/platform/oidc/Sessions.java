package dev.llmaas.platform.oidc;

import dev.llmaas.platform.Limits;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Who is signed in where, and the refresh tokens of each session. A refresh token works once and gives the next one; a
 * second use means that two hold it, one of whom stole it, and ends the session (RFC 9700, section 4.14.2). Thread-safe.
 */
final class Sessions {
    /**
     * A session.
     *
     * @param id names it in tokens
     * @param handle the first half of its refresh tokens; the id is its hash, so that who sees the id cannot guess it
     * @param account whose it is
     * @param client who acts in it
     * @param scopes what was granted
     * @param signedInAt when password and code were right
     * @param refreshHash of the second half of the refresh token that is good now, null if there is none
     */
    record Session(
            String id,
            String handle,
            DemoAccount account,
            DemoClient client,
            Set<String> scopes,
            Instant signedInAt,
            @Nullable String refreshHash) {
        Session {
            scopes = Set.copyOf(scopes);
        }

        private Session withRefreshHash(String changed) {
            return new Session(id, handle, account, client, scopes, signedInAt, changed);
        }

        private boolean isGood(String secret) {
            return refreshHash != null && Secrets.same(Secrets.hash(secret), refreshHash);
        }

        /** Says nothing that opens a door. */
        @Override
        public String toString() {
            return "Session[account=%s, client=%s]".formatted(account, client.id());
        }
    }

    /** A session and its next refresh token. */
    record Renewed(Session session, String refreshToken) {
        @Override
        public String toString() {
            return "Renewed[%s]".formatted(session);
        }
    }

    private final ShortLived<Session> sessions;
    private final InstantSource clock;
    private final RandomGenerator random;

    Sessions(InstantSource clock, RandomGenerator random) {
        this.sessions = new ShortLived<>(Limits.OIDC_SESSIONS_MAX, Limits.OIDC_SESSION_LIFE, clock);
        this.clock = clock;
        this.random = random;
    }

    /** A new session of somebody who has just signed in. */
    Session open(DemoAccount account, DemoClient client, Set<String> scopes) {
        String handle = Secrets.next(random);
        Session session = new Session(Secrets.hash(handle), handle, account, client, scopes, clock.instant(), null);
        sessions.put(session.id(), session);
        return session;
    }

    /** The session, if it has not ended. */
    Optional<Session> find(String id) {
        return sessions.find(id);
    }

    /** The first refresh token of a session. */
    String firstRefreshToken(Session session) {
        String secret = Secrets.next(random);
        sessions.update(session.id(), before -> before.withRefreshHash(Secrets.hash(secret)));
        return session.handle() + "." + secret;
    }

    /**
     * Trades a refresh token for the next one.
     *
     * @throws OauthRefusal {@code invalid_grant} if it is none, has ended, is another client's, or was used before,
     *     which ends its session
     */
    Renewed renew(String refreshToken, DemoClient client) throws OauthRefusal {
        String[] halves = refreshToken.split("\\.", 2);
        String given = halves.length == 2 ? halves[1] : "";
        String next = Secrets.next(random);
        Session before = sessions.update(
                        Secrets.hash(halves[0]),
                        present -> present.client().equals(client) && present.isGood(given)
                                ? present.withRefreshHash(Secrets.hash(next))
                                : present)
                .orElseThrow(() -> OauthRefusal.invalidGrant("The refresh token is unknown or its session has ended."));
        if (!before.client().equals(client) || !before.isGood(given)) {
            end(before.id());
            throw OauthRefusal.invalidGrant("The refresh token was used before. Its session has ended; sign in again.");
        }
        return new Renewed(before, before.handle() + "." + next);
    }

    /** The session that a refresh token belongs to, good or used. */
    Optional<Session> ofRefreshToken(String refreshToken) {
        return sessions.find(Secrets.hash(refreshToken.split("\\.", 2)[0]));
    }

    /** Ends a session: its refresh tokens and its access to userinfo. Does nothing the second time. */
    void end(String id) {
        sessions.take(id);
    }
}
