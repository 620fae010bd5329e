package dev.llmaas.platform.batch;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The rows of batches: that they were, and nothing of what they say. */
@RegisterConstructorMapper(BatchDao.Row.class)
interface BatchDao {
    /**
     * A batch.
     *
     * @param inputFileId the file that it was made of, empty for conversations
     * @param model the model of conversations, empty for a file
     * @param modelRequested the name by which it was asked for, empty for a file
     * @param mistakes why it could not begin, as JSON of {@code Batch.Errors}; empty if it could
     */
    record Row(
            String id,
            String keyId,
            String address,
            String inputFileId,
            String model,
            String modelRequested,
            int total,
            long createdAtMs,
            String mistakes) {}

    @SqlUpdate("""
            INSERT INTO batch (id, key_id, address, input_file_id, model, model_requested, total, created_at_ms, mistakes)
            VALUES (:id, :keyId, :address, :inputFileId, :model, :modelRequested, :total, :createdAtMs, :mistakes)
            """)
    int insert(@BindMethods Row row);

    @SqlQuery("""
            SELECT id, key_id, address, input_file_id, model, model_requested, total, created_at_ms, mistakes FROM batch
            WHERE id = :id AND key_id = :keyId
            """)
    Optional<Row> find(String id, String keyId);

    /** Those made of files before {@code beforeId}, the newest first; ids sort by their time. */
    @SqlQuery("""
            SELECT id, key_id, address, input_file_id, model, model_requested, total, created_at_ms, mistakes FROM batch
            WHERE key_id = :keyId AND input_file_id <> '' AND id < :beforeId ORDER BY id DESC LIMIT :limit
            """)
    List<Row> page(String keyId, String beforeId, int limit);

    @SqlUpdate("DELETE FROM batch WHERE created_at_ms < :beforeMs")
    int forget(long beforeMs);
}
