package dev.llmaas.platform.batch;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.Ulid;
import dev.llmaas.platform.gateway.BackgroundCalls;
import dev.llmaas.platform.store.Database;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Predicate;

/** Everything that waits for room: files, batches of them, and lists of conversations. Thread-safe. */
public final class Batches implements AutoCloseable {
    private final Vault vault;
    private final Files files;
    private final Jobs jobs;
    private final FileBatches fileBatches;
    private final ConversationBatches conversations;

    /**
     * Nothing waits yet; what waited before this process began is gone.
     *
     * @param isAlive whether a key may still call
     */
    public Batches(
            BackgroundCalls calls,
            Database database,
            Predicate<ApiKeyId> isAlive,
            SecureRandom random,
            InstantSource clock) {
        Ulid ids = new Ulid(clock, random);
        this.vault = new Vault(random, bytesMax());
        this.files = new Files(vault, ids, clock);
        this.jobs = new Jobs(calls, vault, isAlive, clock);
        this.fileBatches = new FileBatches(files, jobs, vault, database, ids, clock);
        this.conversations = new ConversationBatches(calls, jobs, vault, database, ids, clock);
    }

    private static long bytesMax() {
        return Math.min(BatchLimits.BYTES_MAX, Runtime.getRuntime().maxMemory() / BatchLimits.HEAP_PART);
    }

    /** Begins the calls that there is room for now. */
    public void advance() {
        jobs.advance();
    }

    /** Forgets what is older than {@link BatchLimits#LIFE}. */
    public void purge() {
        jobs.purge();
        files.purge();
        fileBatches.purge();
        conversations.purge();
    }

    /** Bytes of content that wait, encrypted. */
    public long heldBytes() {
        return vault.heldBytes();
    }

    Files files() {
        return files;
    }

    FileBatches fileBatches() {
        return fileBatches;
    }

    ConversationBatches conversations() {
        return conversations;
    }

    /** Begins no more calls. */
    @Override
    public void close() {
        jobs.close();
    }
}
