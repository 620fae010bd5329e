package dev.llmaas.platform.quota;

import dev.llmaas.api.ApiKeyId;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The names under which processes hold allotments, and what expires with them. */
interface HolderDao {
    /** The place of an allotment. */
    record Place(String holderId, ApiKeyId keyId, String kind, long startsAtMs) {}

    /** What a window has counted. */
    record Count(long posted, long pending) {}

    @SqlUpdate("UPDATE quota_holder SET expires_at_ms = :expiresAtMs WHERE id = :id")
    int show(@Bind("id") String id, @Bind("expiresAtMs") long expiresAtMs);

    @SqlQuery("SELECT id FROM quota_holder WHERE expires_at_ms < :nowMs ORDER BY id")
    List<String> overdue(@Bind("nowMs") long nowMs);

    @SqlQuery("SELECT id FROM quota_holder ORDER BY id")
    List<String> all();

    @SqlQuery(
            "SELECT posted, pending FROM quota_window WHERE key_id = :keyId AND kind = :kind AND starts_at_ms = :startsAtMs")
    @RegisterConstructorMapper(Count.class)
    Optional<Count> count(
            @Bind("keyId") ApiKeyId keyId, @Bind("kind") String kind, @Bind("startsAtMs") long startsAtMs);

    /** Locks the row, so that the holder cannot show any more; 0 if it has shown. */
    @SqlUpdate("UPDATE quota_holder SET expires_at_ms = expires_at_ms WHERE id = :id AND expires_at_ms < :nowMs")
    int lock(@Bind("id") String id, @Bind("nowMs") long nowMs);

    @SqlQuery("""
            SELECT holder_id, key_id, kind, starts_at_ms FROM quota_allotment WHERE holder_id = :id
            ORDER BY key_id, kind, starts_at_ms""")
    @RegisterConstructorMapper(Place.class)
    List<Place> places(@Bind("id") String id);

    @SqlQuery("""
            DELETE FROM quota_allotment
            WHERE holder_id = :holderId AND key_id = :keyId AND kind = :kind AND starts_at_ms = :startsAtMs
            RETURNING amount""")
    Optional<Long> take(@BindMethods Place place);

    @SqlUpdate("""
            UPDATE quota_window SET pending = pending - :amount
            WHERE key_id = :keyId AND kind = :kind AND starts_at_ms = :startsAtMs""")
    int free(@BindMethods Place place, @Bind("amount") long amount);

    /** Fails if an allotment came in between: then the whole is tried again later. */
    @SqlUpdate("DELETE FROM quota_holder WHERE id = :id")
    int forget(@Bind("id") String id);

    /** Voids all that a holder holds, if it is overdue; whether it was. */
    default boolean expire(String id, long nowMs) {
        if (lock(id, nowMs) == 0) {
            return false;
        }
        for (Place place : places(id)) {
            take(place).ifPresent(amount -> free(place, amount));
        }
        return forget(id) == 1;
    }
}
