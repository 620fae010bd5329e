package dev.llmaas.platform.access;

import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.Ulid;
import dev.llmaas.api.UserId;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.store.Database;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The people of the organisation, known by their access tokens. Whoever comes for the first time with a token that gives
 * a role is made a member. A token that was checked is believed for a while without another check, found by its hash.
 * Thread-safe; a token that is not remembered blocks.
 */
public final class Members {
    private record Remembered(Member member, Instant until) {}

    private final Database database;
    private final AccessTokens tokens;
    private final OrganizationId organizationId;
    private final Ulid ids;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Remembered> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
            return size() > Limits.TOKENS_REMEMBERED_MAX;
        }
    };

    /** The members of this organisation. */
    public Members(
            Database database, AccessTokens tokens, OrganizationId organizationId, Ulid ids, InstantSource clock) {
        this.database = database;
        this.tokens = tokens;
        this.organizationId = organizationId;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Whom the token belongs to.
     *
     * @throws dev.llmaas.platform.PlatformException as {@link AccessTokens#verify}
     */
    public Member member(String token) {
        String hash = hash(token);
        Member known = recall(hash);
        if (known != null) {
            return known;
        }
        Member member = signIn(tokens.verify(token));
        remember(hash, member);
        return member;
    }

    private @Nullable Member recall(String hash) {
        lock.lock();
        try {
            Remembered found = remembered.get(hash);
            if (found == null || !clock.instant().isBefore(found.until)) {
                remembered.remove(hash);
                return null;
            }
            return found.member;
        } finally {
            lock.unlock();
        }
    }

    private void remember(String hash, Member member) {
        Instant soon = clock.instant().plus(Limits.TOKEN_MEMORY);
        Instant until = soon.isBefore(member.expiresAt()) ? soon : member.expiresAt();
        lock.lock();
        try {
            remembered.put(hash, new Remembered(member, until));
        } finally {
            lock.unlock();
        }
    }

    private Member signIn(Identity identity) {
        long nowMs = clock.millis();
        MemberDao.Row row = new MemberDao.Row(
                new UserId(ids.next(UserId.PREFIX)),
                organizationId,
                identity.issuer(),
                identity.subject(),
                identity.email(),
                identity.name(),
                identity.roles().stream()
                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(",")),
                nowMs,
                nowMs);
        MemberDao.Known known = database.write(MemberDao.class, dao -> dao.signIn(row));
        return new Member(
                known.id(),
                known.organizationId(),
                identity.email(),
                identity.name(),
                identity.roles(),
                identity.expiresAt());
    }

    private static String hash(String token) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every Java platform has SHA-256.", missing);
        }
    }
}
