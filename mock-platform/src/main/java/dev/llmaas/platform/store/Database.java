package dev.llmaas.platform.store;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data of the platform. Thread-safe; callers that block should be virtual threads. Work runs on the database's own
 * threads, never on the caller's: it must not wait for other work of the same database, and it may run more than once.
 * What it throws reaches the caller as it was thrown.
 */
public final class Database implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Database.class);

    private final Dialect dialect;
    private final @Nullable DirectoryLock lock;
    private final Writer writer;
    private final Readers readers;
    private final @Nullable Journal journal;

    private Database(Dialect dialect, @Nullable DirectoryLock lock, @Nullable Journal journal, Writer writer) {
        this.dialect = dialect;
        this.lock = lock;
        this.journal = journal;
        this.writer = writer;
        this.readers = new Readers(dialect);
    }

    /**
     * Opens the data and brings its schema up to date.
     *
     * @throws StoreException with a sentence for the operator: the directory cannot be written or is in use, the server
     *     cannot be reached, the database is damaged or of a newer version
     */
    public static Database open(StoreConfig config, InstantSource clock) {
        Dialect dialect = new Dialect(config);
        DirectoryLock lock = config.isShared() ? null : DirectoryLock.take(config.directory(), clock.instant());
        try {
            Migrations.run(dialect);
            Writer writer = new Writer(dialect);
            Journal journal = config.isShared() ? null : Journal.open(config.directory());
            writer.start();
            log.info("opened {}", config);
            return new Database(dialect, lock, journal, writer);
        } catch (SQLException failure) {
            release(lock);
            throw Faults.explain(failure, dialect);
        } catch (RuntimeException failure) {
            release(lock);
            throw failure;
        }
    }

    /** Whether other platforms may work on the same data at the same time. */
    public boolean isShared() {
        return dialect.isShared();
    }

    /** Whether it was not closed yet. */
    public boolean isOpen() {
        return writer.isOpen();
    }

    /**
     * Where changes can be promised before they are committed; empty where other platforms work on the same data, because
     * they could not see what is promised here.
     */
    public Optional<Journal> journal() {
        return Optional.ofNullable(journal);
    }

    /** Reads; sees everything that was committed or promised before. */
    public <T extends @Nullable Object> T read(Function<Handle, T> work) {
        if (writer.owes()) {
            await(submit(_ -> true));
        }
        return await(readers.read(work));
    }

    /** Reads through a SqlObject interface. */
    public <D, T extends @Nullable Object> T read(Class<D> dao, Function<D, T> work) {
        return read(handle -> work.apply(handle.attach(dao)));
    }

    /** Changes data and returns after the commit. */
    public <T extends @Nullable Object> T write(Function<Handle, T> work) {
        if (writer.isOwnThread()) {
            throw new IllegalStateException("The writer would wait for itself.");
        }
        return await(submit(work));
    }

    /** Changes data through a SqlObject interface and returns after the commit. */
    public <D, T extends @Nullable Object> T write(Class<D> dao, Function<D, T> work) {
        return write(handle -> work.apply(handle.attach(dao)));
    }

    /**
     * Changes data and returns at once.
     *
     * @return completes after the commit, on the writer's thread: what depends on it must not block
     */
    public <T extends @Nullable Object> CompletableFuture<T> submit(Function<Handle, T> work) {
        return writer.submit(new Piece.Single<>(work));
    }

    /** Changes data through a SqlObject interface and returns at once, as {@link #submit(Function)}. */
    public <D, T extends @Nullable Object> CompletableFuture<T> submit(Class<D> dao, Function<D, T> work) {
        return submit(handle -> work.apply(handle.attach(dao)));
    }

    /** A way to write many changes of one sort, those that come together in one go. */
    public <I, O> Lane<I, O> lane(Lane.Work<I, O> work) {
        return new Lane<>(writer, work);
    }

    /** Finishes what was asked for, then closes. What is asked for later fails. */
    @Override
    public void close() {
        writer.close();
        readers.close();
        if (journal != null) {
            journal.close();
        }
        release(lock);
    }

    /** Waits to the end even if interrupted: a change cannot be taken back by not waiting for it. */
    private static <T extends @Nullable Object> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (failure.getCause() instanceof Error cause) {
                throw cause;
            }
            throw failure;
        }
    }

    private static void release(@Nullable DirectoryLock lock) {
        if (lock != null) {
            lock.close();
        }
    }
}
