package dev.llmaas.api;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The one-time codes of a second factor, as every authenticator app makes them: RFC 6238 with HMAC-SHA-1, six digits
 * and steps of 30 seconds. Immutable. Whoever checks codes must also refuse a step that was used before (RFC 6238,
 * section 5.2); this class has no memory.
 */
public final class Totp {
    /** How long a code is the current one. */
    public static final Duration STEP = Duration.ofSeconds(30);

    /** Digits of a code. */
    public static final int DIGITS = 6;

    private static final int MODULUS = 1_000_000;
    private static final int NEW_SECRET_BYTES = 20; // the output length of SHA-1, as RFC 4226 section 4 recommends
    private static final int SECRET_BYTES_MIN = 10;
    private static final int SECRET_CHARACTERS_MAX = 128;
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private final byte[] key;

    /**
     * Codes of this secret.
     *
     * @param secret in base 32 (RFC 4648); lower case, blanks and padding are tolerated as people type them
     * @throws IllegalArgumentException if it is not base 32, or shorter than 80 bits
     */
    public Totp(String secret) {
        this.key = decode(secret);
        if (key.length < SECRET_BYTES_MIN) {
            throw new IllegalArgumentException(
                    "A TOTP secret needs at least %d bytes, not %d.".formatted(SECRET_BYTES_MIN, key.length));
        }
    }

    /** A new secret of 160 bits in base 32. The generator must be a secure one. */
    public static String newSecret(RandomGenerator random) {
        byte[] bytes = new byte[NEW_SECRET_BYTES];
        random.nextBytes(bytes);
        return encode(bytes);
    }

    /** The number of the step that {@code time} lies in, counted from 1970. */
    public static long step(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), STEP.toSeconds());
    }

    /** The code that is current at {@code time}, six digits. */
    public String at(Instant time) {
        return atStep(step(time));
    }

    /** The code of a step, six digits. */
    public String atStep(long step) {
        byte[] hash = hmac(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
        int offset = hash[hash.length - 1] & 0xf;
        int binary = ByteBuffer.wrap(hash).getInt(offset) & 0x7fffffff;
        return String.format(Locale.ROOT, "%06d", binary % MODULUS);
    }

    /**
     * The step that {@code code} belongs to: the current one, the one before or the one after, so that a clock may be 30
     * seconds off. Takes the same time whichever digits are wrong.
     */
    public OptionalLong stepOf(String code, Instant now) {
        byte[] given = code.getBytes(StandardCharsets.US_ASCII);
        OptionalLong found = OptionalLong.empty();
        for (long step = step(now) - 1; step <= step(now) + 1; step++) {
            if (MessageDigest.isEqual(given, atStep(step).getBytes(StandardCharsets.US_ASCII))) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }

    /** The address that an authenticator app reads from a QR code. It contains the secret. */
    public String enrolmentUri(String issuer, String account) {
        return "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=%d&period=%d"
                .formatted(
                        encodeUri(issuer),
                        encodeUri(account),
                        encode(key),
                        encodeUri(issuer),
                        DIGITS,
                        STEP.toSeconds());
    }

    /** Says nothing about the secret. */
    @Override
    public String toString() {
        return "Totp[***]";
    }

    private byte[] hmac(byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every Java platform has HmacSHA1.", missing);
        }
    }

    private static String encodeUri(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        int buffer = 0;
        int bits = 0;
        for (byte next : bytes) {
            buffer = ((buffer << 8) | (next & 0xff)) & 0xfff;
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(BASE32.charAt((buffer >> bits) & 31));
            }
        }
        if (bits > 0) {
            text.append(BASE32.charAt((buffer << (5 - bits)) & 31));
        }
        return text.toString();
    }

    private static byte[] decode(String secret) {
        if (secret.length() > SECRET_CHARACTERS_MAX) {
            throw new IllegalArgumentException(
                    "A TOTP secret has at most %d characters.".formatted(SECRET_CHARACTERS_MAX));
        }
        String text = secret.replaceAll("[\\s=-]", "").toUpperCase(Locale.ROOT);
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * 5 / 8);
        int buffer = 0;
        int bits = 0;
        for (int i = 0; i < text.length(); i++) {
            int value = BASE32.indexOf(text.charAt(i));
            if (value < 0) {
                throw new IllegalArgumentException("A TOTP secret has only the letters A to Z and the digits 2 to 7.");
            }
            buffer = ((buffer << 5) | value) & 0xfff;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes.put((byte) (buffer >> bits));
            }
        }
        return bytes.array();
    }
}
