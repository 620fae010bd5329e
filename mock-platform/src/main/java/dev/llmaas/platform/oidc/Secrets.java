package dev.llmaas.platform.oidc;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;

/** Makes, hashes and compares what must not be guessed. Stateless. */
final class Secrets {
    private static final int BYTES = 32;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private Secrets() {}

    /** A new one of 256 bits, 43 characters of base64url. The generator must be a secure one. */
    static String next(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return BASE64.encodeToString(bytes);
    }

    /** SHA-256 in base64url: what is kept of a secret, and how RFC 7636 section 4.2 makes a challenge of a verifier. */
    static String hash(String secret) {
        return BASE64.encodeToString(sha256(secret));
    }

    /** The left half of SHA-256 in base64url ({@code at_hash}, OpenID Connect Core, section 3.1.3.6). */
    static String halfHash(String text) {
        byte[] hash = sha256(text);
        return BASE64.encodeToString(Arrays.copyOf(hash, hash.length / 2));
    }

    /** Takes a time that depends on neither of the two, their lengths included. */
    static boolean same(String given, String expected) {
        return MessageDigest.isEqual(sha256(given), sha256(expected));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java platform has SHA-256.", missing);
        }
    }
}
