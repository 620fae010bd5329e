package dev.llmaas.platform.fleet;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.admin.Page;
import dev.llmaas.api.admin.Replica;
import dev.llmaas.inference.pool.Pool;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.access.Member;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators see of the pool and do to it. Thread-safe. */
public final class Fleet {
    private static final Logger log = LoggerFactory.getLogger(Fleet.class);

    private final Pool pool;
    private final UnloadedReplicas unloaded;

    /** What operators do to a replica. */
    public enum Act {
        /** Load it if it is unloaded or has failed. */
        LOAD,
        /** Unload it, also for the next start of the platform. */
        UNLOAD,
        /** Start its process anew. */
        RESTART
    }

    /** The pool of this platform. */
    public Fleet(Pool pool, UnloadedReplicas unloaded) {
        this.pool = pool;
        this.unloaded = unloaded;
    }

    /** All replicas, on one page: there are as many as are configured. */
    public Page<Replica> replicas() {
        return new Page<>(pool.replicas(), null);
    }

    /**
     * Does something to a replica and returns at once. Doing it again changes nothing.
     *
     * @param member who asks
     * @param now whether answers that it is giving are cut off instead of finished
     * @return how it stands now
     * @throws PlatformException {@code not_found} if there is no such replica; {@code conflict} if it is not in the state
     *     for it
     */
    public Replica act(Member member, String id, Act act, boolean now) {
        Duration patience = now ? Duration.ZERO : Limits.REPLICA_PATIENCE;
        Replica after = refusing(() -> switch (act) {
            case LOAD -> noted(pool.load(id), false);
            case UNLOAD -> noted(pool.unload(id, patience), true);
            case RESTART -> pool.restart(id, patience);
        });
        log.info("pool act={} replica={} by={} now={} state={}", act, id, member.id(), now, after.state());
        return after;
    }

    private Replica noted(Replica after, boolean isUnloaded) {
        unloaded.note(after.id(), isUnloaded);
        return after;
    }

    private static Replica refusing(Supplier<Replica> act) {
        try {
            return act.get();
        } catch (IllegalArgumentException unknown) {
            throw new PlatformException(ErrorCode.NOT_FOUND, String.valueOf(unknown.getMessage()), "id");
        } catch (IllegalStateException notNow) {
            throw new PlatformException(ErrorCode.CONFLICT, String.valueOf(notNow.getMessage()), "id");
        }
    }
}
