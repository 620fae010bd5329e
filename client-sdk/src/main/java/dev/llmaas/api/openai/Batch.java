package dev.llmaas.api.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls that are made when there is room, in OpenAI's shape. Times are seconds since 1970, null for what did not happen.
 *
 * @param id names it
 * @param object always {@code batch}
 * @param endpoint the address that all its calls go to
 * @param errors why it could not begin, or null
 * @param inputFileId the file with the calls
 * @param completionWindow always {@code 24h}
 * @param status how it stands, in OpenAI's words: validating, failed, in_progress, finalizing, completed, expired,
 *     cancelling or cancelled
 * @param outputFileId the file with the answers, once it ended and there are any
 * @param errorFileId the file with the errors, once it ended and there are any
 * @param createdAt when it was made
 * @param inProgressAt when its first call could begin
 * @param expiresAt when it ends, complete or not, and its results are gone
 * @param completedAt when all calls were answered
 * @param failedAt when it was found that it cannot begin
 * @param expiredAt when its time was up
 * @param cancellingAt when somebody cancelled it
 * @param cancelledAt when its last call had ended after that
 * @param requestCounts how far it is
 * @param metadata what its maker noted
 */
public record Batch(
        String id,
        @JsonProperty("object") String object,
        String endpoint,
        @Nullable Errors errors,
        String inputFileId,
        String completionWindow,
        String status,
        @Nullable String outputFileId,
        @Nullable String errorFileId,
        long createdAt,
        @Nullable Long inProgressAt,
        long expiresAt,
        @Nullable Long completedAt,
        @Nullable Long failedAt,
        @Nullable Long expiredAt,
        @Nullable Long cancellingAt,
        @Nullable Long cancelledAt,
        Counts requestCounts,
        @Nullable Map<String, String> metadata) {
    /** Whether no more of its calls will be made: completed, failed, expired or cancelled. */
    public boolean ended() {
        return Set.of("completed", "failed", "expired", "cancelled").contains(status);
    }

    /**
     * How far a batch is.
     *
     * @param total its calls
     * @param completed those that were answered
     * @param failed those that got an error
     */
    public record Counts(int total, int completed, int failed) {}

    /**
     * Why a batch could not begin.
     *
     * @param object always {@code list}
     * @param data the first mistakes
     */
    public record Errors(@JsonProperty("object") String object, List<Mistake> data) {
        /** Copies its list. */
        public Errors {
            data = data == null ? List.of() : List.copyOf(data);
        }
    }

    /**
     * A mistake of an input file.
     *
     * @param code its kind
     * @param message a sentence
     * @param line where it is, from 1
     */
    public record Mistake(
            String code, String message, @Nullable Integer line) {}

    /**
     * What to make a batch of.
     *
     * @param inputFileId the file with the calls
     * @param endpoint the address that all of them go to
     * @param completionWindow always {@code 24h}
     * @param metadata up to 16 notes
     */
    public record Wanted(
            String inputFileId,
            String endpoint,
            @Nullable String completionWindow,
            @Nullable Map<String, String> metadata) {}

    /**
     * Batches, the newest first.
     *
     * @param object always {@code list}
     * @param data the batches
     * @param firstId the first one's id, null if there is none
     * @param lastId the last one's id, null if there is none
     * @param hasMore whether older ones follow
     */
    public record Page(
            @JsonProperty("object") String object,
            List<Batch> data,
            @Nullable String firstId,
            @Nullable String lastId,
            boolean hasMore) {
        /** Copies its list. */
        public Page {
            data = data == null ? List.of() : List.copyOf(data);
        }
    }
}
