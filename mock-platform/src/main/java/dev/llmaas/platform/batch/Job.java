package dev.llmaas.platform.batch;

import dev.llmaas.platform.access.Caller;
import dev.llmaas.platform.batch.Vault.Sealed;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls of one key that are made when there is room. Changes under the lock of {@link Jobs} only. */
final class Job {
    private final String id;
    private final Caller caller;
    private final String address;
    private final long createdAtMs;
    private final List<Item> items;
    private final Consumer<Job> whenEnded;
    private int next;
    private int running;
    private int completed;
    private int failed;
    private @Nullable Long startedAtMs;
    private @Nullable Long cancelledAtMs;
    private @Nullable Long endedAtMs;

    /** One call. */
    static final class Item {
        private final String name;
        private final String model;
        private @Nullable Sealed request;
        private @Nullable Sealed answer;
        private boolean ok;

        /**
         * A call that waits.
         *
         * @param name what its maker calls it
         * @param model the model that it asks
         */
        Item(String name, String model, Sealed request) {
            this.name = name;
            this.model = model;
            this.request = request;
        }

        String name() {
            return name;
        }

        String model() {
            return model;
        }

        /** What it asks, null once it has ended. */
        @Nullable
        Sealed request() {
            return request;
        }

        /** What came of it, null before it ended. */
        @Nullable
        Sealed answer() {
            return answer;
        }

        /** Whether it was answered. */
        boolean ok() {
            return ok;
        }

        void ended(Sealed what, boolean wasOk) {
            request = null;
            answer = what;
            ok = wasOk;
        }

        /** Gives up what it holds. */
        void forget() {
            request = null;
            answer = null;
        }
    }

    /**
     * A job that waits.
     *
     * @param address to which all its calls go
     * @param whenEnded is told once, outside any lock, when its last call has ended
     */
    Job(String id, Caller caller, String address, long createdAtMs, List<Item> items, Consumer<Job> whenEnded) {
        this.id = id;
        this.caller = caller;
        this.address = address;
        this.createdAtMs = createdAtMs;
        this.items = List.copyOf(items);
        this.whenEnded = whenEnded;
    }

    String id() {
        return id;
    }

    Caller caller() {
        return caller;
    }

    String address() {
        return address;
    }

    long createdAtMs() {
        return createdAtMs;
    }

    List<Item> items() {
        return items;
    }

    Consumer<Job> whenEnded() {
        return whenEnded;
    }

    int completed() {
        return completed;
    }

    int failed() {
        return failed;
    }

    /** When its first call began, or null. */
    @Nullable
    Long startedAtMs() {
        return startedAtMs;
    }

    /** When somebody cancelled it, or null. */
    @Nullable
    Long cancelledAtMs() {
        return cancelledAtMs;
    }

    /** When its last call had ended, or null. */
    @Nullable
    Long endedAtMs() {
        return endedAtMs;
    }

    /** The call that comes next, or null. */
    @Nullable
    Item peek() {
        return cancelledAtMs == null && next < items.size() ? items.get(next) : null;
    }

    /** The call that comes next has begun. */
    void begin(long nowMs) {
        next++;
        running++;
        startedAtMs = startedAtMs == null ? Long.valueOf(nowMs) : startedAtMs;
    }

    /** A call has ended. Returns whether it was the last. */
    boolean end(Item item, Sealed answer, boolean ok, long nowMs) {
        item.ended(answer, ok);
        running--;
        completed += ok ? 1 : 0;
        failed += ok ? 0 : 1;
        return endIfDone(nowMs);
    }

    /** Begins no more calls. Returns whether none runs either. */
    boolean cancel(long nowMs) {
        cancelledAtMs = cancelledAtMs == null ? Long.valueOf(nowMs) : cancelledAtMs;
        return endIfDone(nowMs);
    }

    private boolean endIfDone(long nowMs) {
        boolean done = endedAtMs == null && running == 0 && peek() == null;
        if (done) {
            endedAtMs = nowMs;
        }
        return done;
    }
}
