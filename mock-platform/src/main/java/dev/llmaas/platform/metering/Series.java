package dev.llmaas.platform.metering;

import dev.llmaas.api.event.Outcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What sums are kept apart by. */
record Series(String organizationId, String projectId, String keyId, String model, String endpoint, Outcome outcome) {
    static Series of(Entry entry) {
        return new Series(
                entry.organizationId().value(),
                entry.projectId().value(),
                entry.keyId().value(),
                entry.model(),
                entry.endpoint(),
                entry.outcome());
    }

    /**
     * The same on every platform, without asking: the first 64 bits of the SHA-256 of its parts. Among a million series two
     * share an id with a probability of one in 37 million; the ledger refuses to mix them.
     */
    long id() {
        String parts = String.join("\0", organizationId, projectId, keyId, model, endpoint, outcome.name());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(parts.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256.", impossible);
        }
    }
}
