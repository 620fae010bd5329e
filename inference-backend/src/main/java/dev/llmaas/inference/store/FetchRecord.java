package dev.llmaas.inference.store;

import dev.llmaas.api.WireJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * How far a fetch came, beside the file that grows, so that another process can go on. It never says more than was written:
 * it is written after the bytes.
 *
 * @param identity what is fetched: address and revision
 * @param bytes the size of the whole
 * @param sha256 of the whole
 * @param parts the ranges, which together are the whole
 */
record FetchRecord(String identity, long bytes, @Nullable String sha256, List<Range> parts) {
    /** A range and how much of it is there. */
    record Range(long from, long to, long done) {
        boolean isSound() {
            return from >= 0 && to > from && done >= 0 && done <= to - from;
        }
    }

    FetchRecord {
        parts = List.copyOf(parts);
    }

    /** What an earlier attempt left, if it was about the same and the file has what it says. */
    static Optional<FetchRecord> read(Path record, Path file, String identity, long bytes) throws IOException {
        if (!Files.isRegularFile(record) || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        if (Files.size(record) > StoreLimits.RECORD_BYTES_MAX) {
            return Optional.empty();
        }
        try {
            FetchRecord found = WireJson.mapper().readValue(Files.readAllBytes(record), FetchRecord.class);
            boolean same = found.identity.equals(identity) && found.bytes == bytes;
            return same && found.covers(Files.size(file)) ? Optional.of(found) : Optional.empty();
        } catch (JacksonException | NullPointerException damaged) {
            return Optional.empty();
        }
    }

    /** Whether its ranges follow each other without a gap, and the file is long enough for them. */
    private boolean covers(long fileBytes) {
        long next = 0;
        for (Range range : parts) {
            if (!range.isSound() || range.from != next || (range.done > 0 && fileBytes < range.from + range.done)) {
                return false;
            }
            next = range.to;
        }
        return next == bytes;
    }

    /** Writes it, whole or not at all. */
    void write(Path record) throws IOException {
        Path fresh = record.resolveSibling(record.getFileName() + ".new");
        Files.write(fresh, WireJson.mapper().writeValueAsBytes(this));
        Files.move(fresh, record, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
