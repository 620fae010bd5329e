package dev.llmaas.api.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file that waits on the platform, in OpenAI's shape.
 *
 * @param id names it
 * @param object always {@code file}
 * @param bytes its length
 * @param createdAt seconds since 1970
 * @param expiresAt when it is gone, seconds since 1970
 * @param filename what whoever sent it calls it
 * @param purpose {@code batch}, or {@code batch_output} for results
 * @param status always {@code processed}
 */
public record StoredFile(
        String id,
        @JsonProperty("object") String object,
        long bytes,
        long createdAt,
        long expiresAt,
        String filename,
        String purpose,
        String status) {
    /**
     * Files, the newest first.
     *
     * @param object always {@code list}
     * @param data the files
     * @param firstId the first one's id, null if there is none
     * @param lastId the last one's id, null if there is none
     * @param hasMore whether older ones follow
     */
    public record Page(
            @JsonProperty("object") String object,
            List<StoredFile> data,
            @Nullable String firstId,
            @Nullable String lastId,
            boolean hasMore) {
        /** Copies its list. */
        public Page {
            data = data == null ? List.of() : List.copyOf(data);
        }
    }

    /**
     * That a file is gone.
     *
     * @param id named it
     * @param object always {@code file}
     * @param deleted always true
     */
    public record Deleted(String id, @JsonProperty("object") String object, boolean deleted) {}

    /** Says nothing that people wrote. */
    @Override
    public String toString() {
        return "StoredFile[%s, %d bytes]".formatted(id, bytes);
    }
}
