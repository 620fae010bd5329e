package dev.llmaas.inference.store;

import dev.llmaas.api.WireJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * What is known about a file that was fetched, beside it in {@code FILE.json}.
 *
 * @param source address and revision
 * @param sha256 as it was checked
 * @param bytes its size then
 * @param licence as its publisher stated it, or null
 * @param fetchedAtMs when
 */
record StoreRecord(
        String source, String sha256, long bytes, @Nullable String licence, long fetchedAtMs) {
    static Path place(Path file) {
        return file.resolveSibling(file.getFileName() + ".json");
    }

    /** The record of a file; empty if it has none, or one that is not about this file any more. */
    static Optional<StoreRecord> of(Path file) throws IOException {
        Path place = place(file);
        if (!Files.isRegularFile(place) || Files.size(place) > StoreLimits.RECORD_BYTES_MAX) {
            return Optional.empty();
        }
        try {
            StoreRecord found = WireJson.mapper().readValue(Files.readAllBytes(place), StoreRecord.class);
            return found.bytes == Files.size(file) ? Optional.of(found) : Optional.empty();
        } catch (JacksonException damaged) {
            return Optional.empty();
        }
    }

    void write(Path file) throws IOException {
        Files.write(
                place(file), WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
    }
}
