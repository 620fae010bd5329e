package dev.llmaas.platform.batch;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.PlatformException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Holds content encrypted with AES-256 in GCM (NIST SP 800-38D), under a key that was made for this process and dies with
 * it, up to {@link BatchLimits#BYTES_MAX} in all. Thread-safe.
 */
final class Vault {
    private static final String FORM = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random;
    private final SecretKey key;
    private final AtomicLong heldBytes = new AtomicLong();

    /** Something that only this vault can read. Immutable. */
    static final class Sealed {
        private final byte[] nonce;
        private final byte[] secret;
        private final int length;

        private Sealed(byte[] nonce, byte[] secret, int length) {
            this.nonce = nonce;
            this.secret = secret;
            this.length = length;
        }

        /** Bytes of what it holds. */
        int length() {
            return length;
        }

        private int heldBytes() {
            return nonce.length + secret.length;
        }
    }

    Vault(SecureRandom random) {
        this.random = random;
        byte[] secret = new byte[KEY_BYTES];
        random.nextBytes(secret);
        this.key = new SecretKeySpec(secret, "AES");
    }

    /**
     * Takes something in.
     *
     * @throws PlatformException NO_CAPACITY if the vault is full
     */
    Sealed seal(byte[] plain) {
        Sealed sealed = sealError(plain);
        if (heldBytes.get() > BatchLimits.BYTES_MAX) {
            release(sealed);
            throw new PlatformException(
                    ErrorCode.NO_CAPACITY,
                    "All files and batches together may hold %,d bytes, and they do. Delete files, or try again later."
                            .formatted(BatchLimits.BYTES_MAX));
        }
        return sealed;
    }

    /** Takes in an error, which is short, even if the vault is full: whoever waits for an answer must hear of it. */
    Sealed sealError(byte[] plain) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        Sealed sealed = new Sealed(nonce, run(Cipher.ENCRYPT_MODE, nonce, plain), plain.length);
        heldBytes.addAndGet(sealed.heldBytes());
        return sealed;
    }

    /** What was taken in. */
    byte[] open(Sealed sealed) {
        return run(Cipher.DECRYPT_MODE, sealed.nonce, sealed.secret);
    }

    /** Forgets it: what was sealed must not be asked for again. */
    void release(Sealed sealed) {
        heldBytes.addAndGet(-sealed.heldBytes());
    }

    /** Bytes held now. */
    long heldBytes() {
        return heldBytes.get();
    }

    private byte[] run(int mode, byte[] nonce, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance(FORM);
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has AES in GCM, and nobody changes what is held", impossible);
        }
    }
}
