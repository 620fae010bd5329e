package dev.llmaas.platform.store;

import dev.llmaas.platform.Limits;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Changes of one sort that are written together, so that what they share is written once for all of them. Thread-safe.
 *
 * @param <I> one change
 * @param <O> what it results in
 */
public final class Lane<I, O> {
    /**
     * Writes changes.
     *
     * @param <I> one change
     * @param <O> what it results in
     */
    @FunctionalInterface
    public interface Work<I, O> {
        /**
         * Writes all of these, on the writer's thread and inside its transaction. May run again with the same changes, all
         * or some of them, if the transaction fails: it must not leave traces elsewhere.
         *
         * @return one result a change, in order
         */
        List<O> run(Statements statements, List<I> changes) throws SQLException;
    }

    private final Writer writer;
    private final Work<I, O> work;

    Lane(Writer writer, Work<I, O> work) {
        this.writer = writer;
        this.work = work;
    }

    /**
     * Queues a change and returns at once. Never refused for want of room: callers add only what they were admitted for
     * before. May wait some milliseconds for company.
     *
     * @return completes on the writer's thread after the commit, or with a {@link StoreException}; what depends on it must
     *     not block
     */
    public CompletableFuture<O> add(I change) {
        CompletableFuture<O> done = new CompletableFuture<>();
        writer.enqueue(new Piece.Laned<>(this, change, done));
        return done;
    }

    /** As {@link #add}, but without waiting for company: somebody cannot go on before. */
    public CompletableFuture<O> addUrgent(I change) {
        CompletableFuture<O> done = add(change);
        writer.hurry();
        return done;
    }

    /**
     * As {@link #add}, for a change that is promised already ({@link Journal}): it is written when anything else is, or
     * after {@link Limits#PROMISE_INTERVAL} at the latest, or before anybody reads.
     */
    public CompletableFuture<O> addPromised(I change) {
        CompletableFuture<O> done = new CompletableFuture<>();
        writer.enqueuePromised(new Piece.Laned<>(this, change, done));
        return done;
    }

    Work<I, O> work() {
        return work;
    }
}
