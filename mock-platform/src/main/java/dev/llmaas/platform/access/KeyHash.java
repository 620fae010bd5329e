package dev.llmaas.platform.access;

import dev.llmaas.platform.PrivateFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the secrets of API keys and the form in which they are kept: HMAC-SHA-256 under a key that lives in a file beside
 * the database, so that the database alone does not even tell whether a guessed secret exists. A secret has 256 random
 * bits, so no slow hash is needed. Thread-safe.
 */
final class KeyHash {
    /** What every secret begins with. */
    static final String PREFIX = "sk-llmaas-";

    private static final int SECRET_BYTES = 32;
    private static final int HINT_CHARACTERS = 4;
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SECRET_CHARACTERS = 43;

    /** Keyed once and copied for each hash: looking an algorithm up costs more than the hash. */
    private final Mac keyed;

    private final SecureRandom random;

    private KeyHash(byte[] key, SecureRandom random) {
        this.keyed = keyed(key);
        this.random = random;
    }

    private static Mac keyed(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every Java platform has HmacSHA256.", missing);
        }
    }

    /**
     * Hashes under the key of this file, which is made if there is none. Blocks.
     *
     * @throws IllegalStateException if the file holds something else; replacing it would end all keys
     * @throws java.io.UncheckedIOException if it cannot be read or written
     */
    static KeyHash load(Path file, SecureRandom random) {
        byte[] present = PrivateFile.read(file).orElse(null);
        if (present == null) {
            byte[] made = new byte[SECRET_BYTES];
            random.nextBytes(made);
            PrivateFile.write(file, made);
            return new KeyHash(made, random);
        }
        if (present.length != SECRET_BYTES) {
            throw new IllegalStateException(
                    "%s must hold %d bytes, but holds %d. Restore it: without it no API key can be recognised."
                            .formatted(file, SECRET_BYTES, present.length));
        }
        return new KeyHash(present, random);
    }

    /** A new secret of 256 bits. */
    String newSecret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether it could be a secret at all; anything else is not worth a hash. */
    static boolean isSecret(String credential) {
        if (credential.length() != PREFIX.length() + SECRET_CHARACTERS || !credential.startsWith(PREFIX)) {
            return false;
        }
        for (int i = PREFIX.length(); i < credential.length(); i++) {
            char c = credential.charAt(i);
            boolean word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!word && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }

    /** What is kept of a secret, 64 hexadecimal digits. */
    String hash(String secret) {
        try {
            Mac mac = (Mac) keyed.clone();
            return HexFormat.of().formatHex(mac.doFinal(secret.getBytes(StandardCharsets.US_ASCII)));
        } catch (CloneNotSupportedException never) {
            throw new IllegalStateException("The HmacSHA256 of every Java platform can be copied.", never);
        }
    }

    /** What people recognise a secret by: its first characters and its last four. */
    static String hint(String secret) {
        return secret.substring(0, PREFIX.length() + HINT_CHARACTERS)
                + "..."
                + secret.substring(secret.length() - HINT_CHARACTERS);
    }
}
