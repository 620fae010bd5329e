package dev.llmaas.platform.oidc;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a provider somewhere else. They are fetched when first needed or at the first {@link #maintain}, again
 * every few minutes, and at once when a token names a key that is not among them, though not more often than the bound.
 * A provider that is away keeps the keys that it had; one that was never reached is tried with growing pauses. Thread-safe.
 */
public final class RemoteIssuer implements IssuerKeys {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int DOUBLINGS_MAX = 10;
    private static final Logger log = LoggerFactory.getLogger(RemoteIssuer.class);

    /** What is known; replaced as a whole. */
    private record State(
            @Nullable List<JWK> keys,
            @Nullable Instant triedAt,
            int failures,
            @Nullable String problem) {}

    private final URI issuer;
    private final IssuerDocuments documents;
    private final InstantSource clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile State state = new State(null, null, 0, null);

    /**
     * The provider at {@code issuer}; nothing is fetched yet.
     *
     * @param caFile the authority that signed its certificate, PEM; null for those of the Java platform
     * @throws IllegalArgumentException if that file does not hold a certificate
     */
    public RemoteIssuer(URI issuer, @Nullable Path caFile, InstantSource clock) {
        this.issuer = issuer;
        this.documents = new IssuerDocuments(issuer, caFile);
        this.clock = clock;
    }

    @Override
    public List<JWK> matching(JWSHeader header) {
        State before = state;
        if (before.keys == null) {
            fetchAfter(pause(before));
        } else if (select(before.keys, header).isEmpty()) {
            fetchAfter(Limits.KEYS_REFETCH_MIN);
        }
        State now = state;
        if (now.keys == null) {
            throw new PlatformException(
                    ErrorCode.UNAVAILABLE,
                    "Who you are cannot be checked now: " + problem().orElse(issuer + " has not answered yet."),
                    null,
                    FIRST_PAUSE);
        }
        return select(now.keys, header);
    }

    @Override
    public Optional<String> problem() {
        return Optional.ofNullable(state.problem);
    }

    @Override
    public void maintain() {
        State now = state;
        fetchAfter(now.keys == null || now.problem != null ? pause(now) : Limits.KEYS_REFRESH);
    }

    /** Fetches unless the last attempt is younger than {@code age}; whoever waited for another's attempt sees its result. */
    private void fetchAfter(Duration age) {
        fetching.lock();
        try {
            if (isDue(state, age)) {
                state = fetched(state);
            }
        } finally {
            fetching.unlock();
        }
    }

    /** A clock that went backwards makes an attempt due, or it would block attempts until it has caught up. */
    private boolean isDue(State last, Duration age) {
        Instant now = clock.instant();
        return last.triedAt == null || !now.isBefore(last.triedAt.plus(age)) || now.isBefore(last.triedAt);
    }

    private State fetched(State before) {
        Instant now = clock.instant();
        try {
            List<JWK> keys = documents.fetchKeys();
            if (before.problem != null || before.keys == null) {
                log.info("provider {} is ready, keys={}", issuer, keys.size());
            }
            return new State(keys, now, 0, null);
        } catch (IssuerFault fault) {
            if (!fault.sentence().equals(before.problem)) {
                log.warn("provider is not usable: {}", fault.sentence());
            }
            return new State(before.keys, now, before.failures + 1, fault.sentence());
        }
    }

    private static Duration pause(State state) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(Math.max(0, state.failures - 1), DOUBLINGS_MAX));
        return pause.compareTo(Limits.ISSUER_RETRY_MAX) > 0 ? Limits.ISSUER_RETRY_MAX : pause;
    }

    private static List<JWK> select(List<JWK> keys, JWSHeader header) {
        JWKMatcher matcher = JWKMatcher.forJWSHeader(header);
        return matcher == null
                ? List.of()
                : keys.stream().filter(matcher::matches).toList();
    }
}
