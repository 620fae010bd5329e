package dev.llmaas.client;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * A person who signed in. The access token is renewed shortly before it ends, and when the platform refuses it; calls
 * that find it ended at the same moment share one renewal, because most providers take a refresh token only once.
 * Thread-safe; asking for the token may ask the provider, so it blocks.
 */
public final class OidcCredentials implements Credentials {
    /** A token that ends this soon is renewed: clocks differ, and the call takes its time. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final UnaryOperator<Tokens> renewal;
    private final InstantSource clock;
    private final ReentrantLock renewing = new ReentrantLock();
    private volatile Tokens tokens;

    /**
     * The person to whom {@code tokens} were issued.
     *
     * @param tokens what the provider gave
     * @param renewal exchanges them for new ones, and keeps the new refresh token before it returns; throws if the
     *     session is over
     */
    public OidcCredentials(Tokens tokens, UnaryOperator<Tokens> renewal, InstantSource clock) {
        this.tokens = tokens;
        this.renewal = renewal;
        this.clock = clock;
    }

    /**
     * A token that is valid for a while. Renews it if need be.
     *
     * @throws RuntimeException that {@code renewal} threw, if the session is over or the provider away
     */
    public String accessToken() {
        Tokens known = tokens;
        return isFresh(known) ? known.accessToken() : renewed(known).accessToken();
    }

    /** Gives up a token that the platform refused, so that the next one is another. Does nothing if that happened already. */
    public void refused(String accessToken) {
        Tokens known = tokens;
        if (known.accessToken().equals(accessToken)) {
            renewed(known);
        }
    }

    /** The tokens of this moment. */
    public Tokens tokens() {
        return tokens;
    }

    private boolean isFresh(Tokens known) {
        return clock.instant().isBefore(known.accessEndsAt().minus(MARGIN));
    }

    private Tokens renewed(Tokens stale) {
        renewing.lock();
        try {
            if (tokens.accessToken().equals(stale.accessToken())) {
                tokens = renewal.apply(stale);
            }
            return tokens;
        } finally {
            renewing.unlock();
        }
    }

    @Override
    public String toString() {
        return "OidcCredentials[***]";
    }
}
