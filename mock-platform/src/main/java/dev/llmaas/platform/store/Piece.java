package dev.llmaas.platform.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What the writer does in one piece: all of it or nothing. Confined to the writer's thread once it is queued. */
sealed interface Piece {
    /** Does the work; its result is kept until the commit. May run more than once. */
    void run(WriteConnection connection) throws SQLException;

    /** Tells the waiting that the work is committed. */
    void committed();

    /** Tells the waiting that nothing of the work remains. */
    void failed(Throwable reason);

    /** The pieces this one can be taken apart into; itself if it cannot. */
    default List<Piece> parts() {
        return List.of(this);
    }

    /** Work on its own. */
    final class Single<T extends @Nullable Object> implements Piece {
        private final Function<Handle, T> work;
        private final CompletableFuture<T> done = new CompletableFuture<>();
        private @Nullable T result;

        Single(Function<Handle, T> work) {
            this.work = work;
        }

        CompletableFuture<T> done() {
            return done;
        }

        @Override
        public void run(WriteConnection connection) {
            result = work.apply(connection.handle());
        }

        @Override
        @SuppressWarnings("NullAway") // run() set the result; it is null only where T is nullable
        public void committed() {
            done.complete(result);
        }

        @Override
        public void failed(Throwable reason) {
            done.completeExceptionally(reason);
        }
    }

    /** A change of a lane, on its way into a {@link Batch}. */
    record Laned<I, O>(Lane<I, O> lane, I change, CompletableFuture<O> done) implements Piece {
        Batch<I, O> alone() {
            Batch<I, O> batch = new Batch<>(lane);
            batch.add(this);
            return batch;
        }

        @Override
        public void run(WriteConnection connection) {
            throw new IllegalStateException("A change of a lane runs in a batch.");
        }

        @Override
        public void committed() {
            throw new IllegalStateException("A change of a lane is committed with its batch.");
        }

        @Override
        public void failed(Throwable reason) {
            done.completeExceptionally(reason);
        }
    }

    /** The changes of one lane in one group. */
    final class Batch<I, O> implements Piece {
        private final Lane<I, O> lane;
        private final List<Laned<I, O>> members = new ArrayList<>();
        private List<O> results = List.of();

        Batch(Lane<I, O> lane) {
            this.lane = lane;
        }

        void add(Laned<I, O> member) {
            members.add(member);
        }

        @Override
        public void run(WriteConnection connection) throws SQLException {
            List<I> changes = new ArrayList<>(members.size());
            for (Laned<I, O> member : members) {
                changes.add(member.change());
            }
            results = lane.work().run(connection.statements(), changes);
            if (results.size() != members.size()) {
                throw new IllegalStateException(
                        "A lane returned %d results for %d changes.".formatted(results.size(), members.size()));
            }
        }

        @Override
        public void committed() {
            for (int i = 0; i < results.size(); i++) {
                members.get(i).done().complete(results.get(i));
            }
        }

        @Override
        public void failed(Throwable reason) {
            for (Laned<I, O> member : members) {
                member.failed(reason);
            }
        }

        @Override
        public List<Piece> parts() {
            List<Piece> parts = new ArrayList<>(members.size());
            for (Laned<I, O> member : members) {
                parts.add(members.size() == 1 ? this : member.alone());
            }
            return parts;
        }
    }
}
