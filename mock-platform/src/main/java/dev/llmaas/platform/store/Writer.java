package dev.llmaas.platform.store;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes data. It takes whatever has queued, runs it in one transaction, commits, and only then
 * tells those who wait. Between two groups it rests, so that more shares a commit: long where nobody waits, a little where
 * somebody does, and not at all for work without which somebody cannot begin. Thread-safe.
 */
final class Writer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Writer.class);

    private final Dialect dialect;
    private final Queue<Piece> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    /** Promised work that is not committed yet. */
    private final AtomicInteger owed = new AtomicInteger();

    private final Thread thread;
    private volatile boolean parked;
    private volatile boolean awaited;
    private volatile boolean urgent;
    private volatile boolean closing;
    private volatile boolean closed;
    /** Confined to the thread; null after it broke, until the next group. */
    private @Nullable WriteConnection connection;

    /** Opens the connection; {@link #start} begins to work. */
    Writer(Dialect dialect) throws SQLException {
        this.dialect = dialect;
        this.connection = WriteConnection.open(dialect);
        this.thread = Thread.ofPlatform().name("database-writer").daemon().unstarted(this::work);
    }

    void start() {
        thread.start();
    }

    /** Queues work that may be refused when too much waits already. */
    <T extends @Nullable Object> CompletableFuture<T> submit(Piece.Single<T> piece) {
        if (queued.get() >= Limits.WRITE_QUEUE_MAX) {
            piece.failed(new PlatformException(
                    ErrorCode.UNAVAILABLE,
                    "The database cannot keep up; %d changes wait already. Try again in a moment."
                            .formatted(Limits.WRITE_QUEUE_MAX),
                    null,
                    Duration.ofSeconds(1)));
            return piece.done();
        }
        enqueue(piece);
        hurry();
        return piece.done();
    }

    /** Cuts the rest between two groups short. */
    void hurry() {
        urgent = true;
        LockSupport.unpark(thread);
    }

    /** Queues work that is never refused. */
    void enqueue(Piece piece) {
        put(piece);
        awaited = true;
        wake();
    }

    /** Queues work that is safe already, so that nobody waits for it. */
    <O> void enqueuePromised(Piece.Laned<?, O> piece) {
        owed.incrementAndGet();
        var _ = piece.done().whenComplete((_, _) -> owed.decrementAndGet());
        boolean first = queued.get() == 0;
        put(piece);
        if (first) {
            wake();
        }
    }

    /** Whether promised work is not committed yet. */
    boolean owes() {
        return owed.get() > 0;
    }

    private void put(Piece piece) {
        queued.incrementAndGet();
        queue.add(piece);
        if (closed) {
            failRest();
        }
    }

    private void wake() {
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    boolean isOpen() {
        return !closing;
    }

    boolean isOwnThread() {
        return Thread.currentThread() == thread;
    }

    /** Finishes what is queued, then closes the connection. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true; // what was promised is written first
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        long started = System.nanoTime() - Limits.PROMISE_INTERVAL.toNanos();
        while (awaitPiece()) {
            rest(started);
            started = System.nanoTime();
            drain().forEach(this::runGroup);
        }
        closed = true;
        failRest();
        disconnect();
    }

    /** Whether there is work; false at the end. */
    private boolean awaitPiece() {
        while (queue.isEmpty()) {
            if (closing) {
                return false;
            }
            parked = true;
            if (queue.isEmpty() && !closing) {
                LockSupport.park(this);
            }
            parked = false;
        }
        return true;
    }

    private void rest(long started) {
        while (!urgent && !closing && queued.get() < Limits.COMMIT_GROUP_MAX) {
            boolean onlyPromises = !awaited;
            Duration rest = onlyPromises ? Limits.PROMISE_INTERVAL : Limits.COMMIT_INTERVAL_MIN;
            long left = started + rest.toNanos() - System.nanoTime();
            if (left <= 0) {
                break;
            }
            parked = onlyPromises; // from a short rest nobody wakes us, from a long one whoever waits
            if (!onlyPromises || !awaited) {
                LockSupport.parkNanos(this, left);
            }
            parked = false;
        }
        urgent = false;
        awaited = false;
    }

    /**
     * What has queued, by transactions: each lane has its own, then work on its own shares one. A lane locks rows in an order of
     * its own; two lanes in one transaction would mix their orders, and two platforms could block each other.
     */
    private List<List<Piece>> drain() {
        List<Piece> singles = new ArrayList<>();
        Map<Lane<?, ?>, Piece.Batch<?, ?>> batches = new LinkedHashMap<>();
        int taken = 0;
        Piece piece;
        while (taken < Limits.COMMIT_GROUP_MAX && (piece = queue.poll()) != null) {
            taken++;
            if (piece instanceof Piece.Laned<?, ?> laned) {
                join(laned, batches);
            } else {
                singles.add(piece);
            }
        }
        queued.addAndGet(-taken);
        List<List<Piece>> groups = new ArrayList<>(batches.size() + 1);
        for (Piece.Batch<?, ?> batch : batches.values()) {
            groups.add(List.of(batch));
        }
        if (!singles.isEmpty()) {
            groups.add(singles); // after the lanes: whoever asks for a change sees what was promised before
        }
        return groups;
    }

    @SuppressWarnings("unchecked") // a lane's batch is of the lane's types
    private static <I, O> void join(Piece.Laned<I, O> laned, Map<Lane<?, ?>, Piece.Batch<?, ?>> batches) {
        Piece.Batch<?, ?> batch = batches.computeIfAbsent(laned.lane(), Piece.Batch::new);
        ((Piece.Batch<I, O>) batch).add(laned);
    }

    /** Runs pieces together, or one by one if one of them fails. */
    private void runGroup(List<Piece> group) {
        Throwable failure = attempt(group);
        if (failure == null) {
            group.forEach(Piece::committed);
            return;
        }
        List<Piece> parts = group.size() > 1 ? group : group.getFirst().parts();
        if (parts.size() == 1 || failure instanceof CommitInDoubt) {
            group.forEach(piece -> piece.failed(failure));
            return;
        }
        log.debug("a group of {} pieces failed and runs one by one", parts.size());
        for (Piece part : parts) {
            runGroup(List.of(part));
        }
    }

    /** One transaction, again where the database says that it may succeed then. Null means committed. */
    private @Nullable Throwable attempt(List<Piece> group) {
        for (int attempt = 1; ; attempt++) {
            Throwable failure = transaction(group);
            if (failure == null || attempt == Limits.WRITE_ATTEMPTS_MAX || !dialect.isRetryable(failure)) {
                return failure;
            }
        }
    }

    private @Nullable Throwable transaction(List<Piece> group) {
        boolean committing = false;
        try {
            if (connection == null) {
                connection = WriteConnection.open(dialect);
            }
            connection.begin();
            for (Piece piece : group) {
                piece.run(connection);
            }
            committing = true;
            connection.commit();
            return null;
        } catch (SQLException | RuntimeException | Error failure) { // the edge of the writer: no work may end it
            boolean alive = rollback();
            Throwable told = failure instanceof SQLException sql ? Faults.explain(sql, dialect) : failure;
            return committing && !alive ? new CommitInDoubt(told) : told;
        }
    }

    /** Whether the connection is as before the transaction; otherwise it is closed and the next group opens another. */
    private boolean rollback() {
        WriteConnection broken = connection;
        if (broken == null) {
            return false;
        }
        try {
            broken.rollback();
            return true;
        } catch (SQLException failure) {
            log.warn("the connection to the database broke and is opened again: {}", failure.getMessage());
            disconnect();
            return false;
        }
    }

    private void disconnect() {
        if (connection != null) {
            try {
                connection.connection().close();
            } catch (SQLException failure) {
                log.warn("the connection to the database did not close: {}", failure.getMessage());
            }
            connection = null;
        }
    }

    private void failRest() {
        Piece piece;
        while ((piece = queue.poll()) != null) {
            queued.decrementAndGet();
            piece.failed(new StoreException("The database is closed."));
        }
    }

    /** The connection broke during the commit: whether it happened is unknown, so nothing runs again. */
    private static final class CommitInDoubt extends RuntimeException {
        CommitInDoubt(Throwable cause) {
            super("The connection to the database broke during a commit: %s".formatted(cause.getMessage()), cause);
        }
    }
}
