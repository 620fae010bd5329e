package dev.llmaas.platform.metering;

import dev.llmaas.platform.store.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** Copies what a platform leaves of its files when it is killed at a chosen moment. */
final class Remains {
    private final Path from;
    private final Path to;

    Remains(Path from, Path to) {
        this.from = from;
        this.to = to;
        try {
            Files.createDirectories(to);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The database while its writer stands still, after {@code meanwhile} ran. */
    void database(Database database, Runnable meanwhile) {
        CountDownLatch stands = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Boolean> writer = database.submit(_ -> {
            stands.countDown();
            return await(go);
        });
        await(stands);
        try {
            meanwhile.run();
            copy("llmaas.db");
            copy("llmaas.db-wal");
        } finally {
            go.countDown();
        }
        writer.join();
    }

    /** The journal as it is now. */
    void journal() {
        copy("llmaas.journal");
    }

    private void copy(String name) {
        try {
            Files.copy(from.resolve(name), to.resolve(name));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
