package dev.llmaas.platform.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What tells whether bytes are the same. Stateless. */
final class Sha256 {
    private Sha256() {}

    /** One that takes its bytes piece by piece. Belongs to one thread. */
    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    static byte[] of(byte[] bytes) {
        return digest().digest(bytes);
    }
}
