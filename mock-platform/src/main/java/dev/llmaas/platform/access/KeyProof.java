package dev.llmaas.platform.access;

/** A secret that was recognised. Thread-safe; never blocks. */
public final class KeyProof {
    private final KeyRing ring;
    private final String hash;

    KeyProof(KeyRing ring, String hash) {
        this.ring = ring;
        this.hash = hash;
    }

    /**
     * Whose key it is at this moment.
     *
     * @throws dev.llmaas.platform.PlatformException {@code invalid_api_key} if it expired or was revoked meanwhile
     */
    public Caller caller() {
        return ring.caller(hash);
    }
}
