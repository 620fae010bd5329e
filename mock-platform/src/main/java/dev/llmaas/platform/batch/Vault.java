package dev.llmaas.platform.batch;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.PlatformException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Holds content encrypted with AES-256 in GCM (NIST SP 800-38D), under a key that was made for this process and dies with
 * it, up to a bound in all and a smaller one for each key, so that nobody takes the room of all others. Thread-safe.
 */
final class Vault {
    private static final String FORM = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random;
    private final SecretKey key;
    private final long bytesMax;
    private final AtomicLong heldBytes = new AtomicLong();
    private final Map<ApiKeyId, Long> shares = new ConcurrentHashMap<>();

    /** Something that only this vault can read. Immutable. */
    static final class Sealed {
        private final ApiKeyId owner;
        private final byte[] nonce;
        private final byte[] secret;
        private final int length;

        private Sealed(ApiKeyId owner, byte[] nonce, byte[] secret, int length) {
            this.owner = owner;
            this.nonce = nonce;
            this.secret = secret;
            this.length = length;
        }

        /** Bytes of what it holds. */
        int length() {
            return length;
        }

        private long heldBytes() {
            return Vault.heldBytes(length);
        }
    }

    /** An empty one that holds so many bytes, with what encryption adds. */
    Vault(SecureRandom random, long bytesMax) {
        this.random = random;
        this.bytesMax = bytesMax;
        byte[] secret = new byte[KEY_BYTES];
        random.nextBytes(secret);
        this.key = new SecretKeySpec(secret, "AES");
    }

    /** Bytes that one key may have here. */
    long shareMax() {
        return bytesMax / BatchLimits.SHARES;
    }

    /**
     * Takes something in. There must be room before anything of it is copied.
     *
     * @throws PlatformException NO_CAPACITY if the vault is full, or what this key may have of it
     */
    Sealed seal(ApiKeyId owner, byte[] plain) {
        return seal(owner, plain, 0, plain.length);
    }

    /** The same for a part. */
    Sealed seal(ApiKeyId owner, byte[] all, int from, int length) {
        take(owner, heldBytes(length));
        return sealed(owner, all, from, length);
    }

    private void take(ApiKeyId owner, long bytes) {
        long own = shares.merge(owner, bytes, Long::sum);
        long held = heldBytes.addAndGet(bytes);
        if (held <= bytesMax && own <= shareMax()) {
            return;
        }
        giveBack(owner, bytes);
        throw new PlatformException(
                ErrorCode.NO_CAPACITY,
                own > shareMax()
                        ? "The files and batches of one key may hold %,d bytes, and these would be more. Delete files, or try again later."
                                .formatted(shareMax())
                        : "All files and batches together may hold %,d bytes, and they do. Delete files, or try again later."
                                .formatted(bytesMax));
    }

    /** Takes in an error, which is short, even if the vault is full: whoever waits for an answer must hear of it. */
    Sealed sealError(ApiKeyId owner, byte[] plain) {
        long bytes = heldBytes(plain.length);
        shares.merge(owner, bytes, Long::sum);
        heldBytes.addAndGet(bytes);
        return sealed(owner, plain, 0, plain.length);
    }

    private Sealed sealed(ApiKeyId owner, byte[] all, int from, int length) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return new Sealed(owner, nonce, run(Cipher.ENCRYPT_MODE, nonce, all, from, length), length);
    }

    /** What was taken in. */
    byte[] open(Sealed sealed) {
        return run(Cipher.DECRYPT_MODE, sealed.nonce, sealed.secret, 0, sealed.secret.length);
    }

    /** Forgets it: what was sealed must not be asked for again. */
    void release(Sealed sealed) {
        giveBack(sealed.owner, sealed.heldBytes());
    }

    private void giveBack(ApiKeyId owner, long bytes) {
        heldBytes.addAndGet(-bytes);
        shares.computeIfPresent(owner, (_, own) -> own == bytes ? null : own - bytes);
    }

    /** Bytes held now. */
    long heldBytes() {
        return heldBytes.get();
    }

    private static long heldBytes(int length) {
        return (long) NONCE_BYTES + length + TAG_BITS / Byte.SIZE;
    }

    private byte[] run(int mode, byte[] nonce, byte[] input, int from, int length) {
        try {
            Cipher cipher = Cipher.getInstance(FORM);
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(input, from, length);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has AES in GCM, and nobody changes what is held", impossible);
        }
    }
}
