package dev.llmaas.api;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Makes time-ordered ids: 48 bits of milliseconds and 80 random bits in 26 characters of Crockford's base 32, as the
 * ULID specification (github.com/ulid/spec) describes. Ids made later sort later, to the millisecond. Thread-safe if
 * the generator is.
 */
public final class Ulid {
    private static final char[] ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final int TIME_CHARACTERS = 10;
    private static final int RANDOM_CHARACTERS = 16;

    private final InstantSource clock;
    private final RandomGenerator random;

    /** Ids of this clock and generator. Where an id must not be guessed, the generator must be a secure one. */
    public Ulid(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** A new id behind {@code prefix}, for instance {@code key_01JDD5C9ZQX6V0T1QK9Z3N8R4M}. */
    public String next(String prefix) {
        char[] text = new char[TIME_CHARACTERS + RANDOM_CHARACTERS];
        long milliseconds = clock.millis();
        for (int i = TIME_CHARACTERS - 1; i >= 0; i--) {
            text[i] = ALPHABET[(int) (milliseconds & 31)];
            milliseconds >>>= 5;
        }
        long high = random.nextLong();
        long low = random.nextLong();
        for (int i = 0; i < RANDOM_CHARACTERS; i++) {
            long bits = i < RANDOM_CHARACTERS / 2 ? high >>> (5 * i) : low >>> (5 * (i - RANDOM_CHARACTERS / 2));
            text[TIME_CHARACTERS + i] = ALPHABET[(int) (bits & 31)];
        }
        return prefix + new String(text);
    }
}
