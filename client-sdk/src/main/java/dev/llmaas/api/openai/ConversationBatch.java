package dev.llmaas.api.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Conversations that are answered when there is room: the service's own form of a batch.
 *
 * @param id names it
 * @param object always {@code batch}
 * @param status {@code queued}, {@code in_progress}, {@code completed}, {@code failed} or {@code expired}
 * @param model the model that answers
 * @param modelRequested the name by which it was asked for
 * @param requestCounts how far it is
 * @param createdAt seconds since 1970
 * @param expiresAt when its results are gone, seconds since 1970
 * @param results once it ended: a completion, or an error, for each conversation in its order; else null
 */
public record ConversationBatch(
        String id,
        @JsonProperty("object") String object,
        String status,
        String model,
        String modelRequested,
        Batch.Counts requestCounts,
        long createdAt,
        long expiresAt,
        @Nullable List<JsonNode> results) {
    /** Copies its list. */
    public ConversationBatch {
        results = results == null ? null : List.copyOf(results);
    }

    /** Whether all of it was answered, or will not be any more: completed, failed or expired. */
    public boolean ended() {
        return Set.of("completed", "failed", "expired").contains(status);
    }

    /** Says nothing that people or models wrote. */
    @Override
    public String toString() {
        return "ConversationBatch[%s, %s]".formatted(id, status);
    }
}
