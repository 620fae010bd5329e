package dev.llmaas.platform.store;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A few threads that read, each with its own connection. SQLite reads inside native code, which would hold the carrier
 * of a virtual thread; so virtual threads wait here instead. Thread-safe.
 */
final class Readers implements AutoCloseable {
    private final Dialect dialect;
    private final Queue<Handle> spare = new ConcurrentLinkedQueue<>();
    private final ThreadPoolExecutor threads;

    Readers(Dialect dialect) {
        this.dialect = dialect;
        this.threads = new ThreadPoolExecutor(
                Limits.READERS_MAX,
                Limits.READERS_MAX,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(Limits.READ_QUEUE_MAX),
                Thread.ofPlatform().name("database-reader-", 0).daemon().factory());
        this.threads.allowCoreThreadTimeOut(true);
    }

    <T extends @Nullable Object> CompletableFuture<T> read(Function<Handle, T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            threads.execute(() -> run(work, done));
        } catch (RejectedExecutionException full) {
            throw threads.isShutdown()
                    ? new StoreException("The database is closed.", full)
                    : new PlatformException(
                            ErrorCode.UNAVAILABLE,
                            "The database cannot keep up; %d queries wait already. Try again in a moment."
                                    .formatted(Limits.READ_QUEUE_MAX),
                            null,
                            Duration.ofSeconds(1));
        }
        return done;
    }

    @Override
    public void close() {
        threads.close();
        Handle handle;
        while ((handle = spare.poll()) != null) {
            handle.close();
        }
    }

    private <T extends @Nullable Object> void run(Function<Handle, T> work, CompletableFuture<T> done) {
        try {
            Handle handle = spare.poll();
            if (handle == null) {
                handle = dialect.handle(dialect.connect(true));
            }
            try {
                T result = work.apply(handle);
                spare.add(handle);
                done.complete(result);
            } catch (RuntimeException | Error failure) {
                keepIfAlive(handle);
                throw failure;
            }
        } catch (SQLException failure) {
            done.completeExceptionally(Faults.explain(failure, dialect));
        } catch (RuntimeException | Error failure) { // the edge of the reader: whoever waits gets it
            done.completeExceptionally(failure);
        }
    }

    private void keepIfAlive(Handle handle) {
        try {
            Connection connection = handle.getConnection();
            if (connection.isValid(1)) {
                spare.add(handle);
                return;
            }
        } catch (SQLException _) {
            // Not alive: closed below.
        }
        handle.close();
    }
}
