package dev.llmaas.inference.store;

import dev.llmaas.api.models.ModelSheet;
import dev.llmaas.api.models.StoreEvent;
import dev.llmaas.api.models.StoreEvent.Reason;
import dev.llmaas.api.models.StoredModel;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.models.Gguf;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The model files of one machine, in folders {@code OWNER/REPOSITORY/FILE} of one directory. What is fetched has a record
 * beside it; a file that somebody copied there by hand is as good. Several processes may use it at once.
 */
final class ModelStore {
    /** What a file is called that is not complete. */
    static final String PART_SUFFIX = ".part";

    private static final String LOCKS = ".locks";
    private static final List<String> KINDS = List.of(".gguf", ".bin");
    private static final int NAMES_MAX = 20;

    private final Path directory;

    /** A store in a directory, which need not exist yet. */
    ModelStore(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    Path directory() {
        return directory;
    }

    /** The place of a name. */
    Path place(String name) {
        Path place = directory.resolve(name).normalize();
        if (!place.startsWith(directory) || place.equals(directory)) {
            throw new StoreException(Reason.INVALID, "\"%s\" is no name of a model in the store.".formatted(name));
        }
        return place;
    }

    private String name(Path file) {
        return directory.relativize(file).toString().replace('\\', '/');
    }

    /** All models, in the order of their names. */
    List<StoredModel> list() throws IOException {
        List<StoredModel> models = new ArrayList<>();
        for (Path file : files()) {
            models.add(describe(file));
        }
        return models;
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> found = Files.walk(directory, StoreLimits.STORE_DEPTH_MAX)) {
            return found.filter(file -> !file.startsWith(directory.resolve(LOCKS)))
                    .filter(Files::isRegularFile)
                    .filter(file -> KINDS.stream()
                            .anyMatch(file.getFileName().toString().toLowerCase(Locale.ROOT)::endsWith))
                    .sorted()
                    .limit(StoreLimits.STORE_FILES_MAX)
                    .toList();
        }
    }

    /** What is known about a file of the store. */
    StoredModel describe(Path file) throws IOException {
        Optional<StoreRecord> record = StoreRecord.of(file);
        Gguf header = null;
        String problem = null;
        if (isGguf(file)) {
            try {
                header = Gguf.read(file);
            } catch (EngineStartException unusable) {
                problem = unusable.sentence();
            }
        }
        return new StoredModel(
                name(file),
                Files.size(file),
                record.map(StoreRecord::sha256).orElse(null),
                record.map(StoreRecord::source).orElse(null),
                licence(record, header),
                header == null ? null : header.architecture().orElse(null),
                header == null ? null : Quantization.of(header),
                header == null ? 0 : header.parameters(),
                header == null ? 0 : header.contextLength().orElse(0),
                record.map(StoreRecord::fetchedAtMs).orElse(null),
                problem);
    }

    private static boolean isGguf(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(KINDS.getFirst());
    }

    private static @Nullable String licence(Optional<StoreRecord> record, @Nullable Gguf header) {
        String stated = record.map(StoreRecord::licence).orElse(null);
        return stated != null || header == null
                ? stated
                : header.text("general.license").orElse(null);
    }

    /**
     * All about one model.
     *
     * @param slots requests computed together, 0 for one
     * @param contextTokens context of each, 0 for the usual
     * @throws StoreException if there is no such model, or its header cannot be read
     */
    ModelSheet show(String name, int slots, long contextTokens) throws IOException {
        Path file = find(name);
        if (!isGguf(file)) {
            throw new StoreException(
                    Reason.UNUSABLE, "%s is no GGUF file, and only those have a sheet.".formatted(name(file)));
        }
        try {
            return Sheets.of(describe(file), file, Gguf.read(file), slots, contextTokens);
        } catch (EngineStartException unusable) {
            throw new StoreException(Reason.UNUSABLE, unusable.sentence(), unusable);
        }
    }

    /** Removes a model, its record, and what was left of an attempt to fetch it. */
    StoreEvent.Removed remove(String name) throws IOException {
        Path partial = place(name + PART_SUFFIX);
        Path file = Files.isRegularFile(partial) && !Files.isRegularFile(place(name)) ? place(name) : find(name);
        try (Held _ = hold(file)) {
            long freed = 0;
            Path part = file.resolveSibling(file.getFileName() + PART_SUFFIX);
            for (Path gone : List.of(file, StoreRecord.place(file), part, Download.record(part))) {
                freed += Files.isRegularFile(gone) ? Files.size(gone) : 0;
                Files.deleteIfExists(gone);
            }
            removeEmpty(file.getParent());
            return new StoreEvent.Removed(name(file), freed);
        }
    }

    private void removeEmpty(@Nullable Path folder) throws IOException {
        Path at = folder;
        while (at != null && at.startsWith(directory) && !at.equals(directory)) {
            try (Stream<Path> rest = Files.list(at)) {
                if (rest.findAny().isPresent()) {
                    return;
                }
            }
            Files.delete(at);
            at = at.getParent();
        }
    }

    /**
     * The file that a name means: its whole name, the end of it, the begin of it, or a file anywhere.
     *
     * @throws StoreException if there is none, or several could be meant
     */
    Path find(String name) throws IOException {
        if (!name.contains("..") && !name.isBlank() && Files.isRegularFile(directory.resolve(name))) {
            return place(name);
        }
        String[] halves = name.split(":", 2);
        List<Path> found = files().stream()
                .filter(file -> means(name(file), halves[0], halves.length == 2 ? halves[1] : ""))
                .toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        if (found.isEmpty()) {
            throw new StoreException(Reason.NOT_FOUND, "The store %s has no model %s.".formatted(directory, name));
        }
        throw new StoreException(
                Reason.INVALID,
                "Several models could be meant: %s."
                        .formatted(String.join(
                                ", ",
                                found.stream().limit(NAMES_MAX).map(this::name).toList())));
    }

    private static boolean means(String name, String whole, String choice) {
        boolean near = name.endsWith("/" + whole) || name.startsWith(whole + "/") || name.equals(whole);
        return near && name.toLowerCase(Locale.ROOT).contains(choice.toLowerCase(Locale.ROOT));
    }

    /** The right to change one file, which one process has at a time; given back when closed, or by its end. */
    record Held(FileChannel channel, FileLock lock) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /**
     * Takes the right to change a file.
     *
     * @throws StoreException if somebody else has it
     */
    Held hold(Path file) throws IOException {
        Path locks = directory.resolve(LOCKS);
        Files.createDirectories(locks);
        // Never deleted: whoever waits for a file that is deleted locks nothing.
        FileChannel channel = FileChannel.open(
                locks.resolve(name(file).replace('/', '%')), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException _) {
            lock = null;
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw new StoreException(
                    Reason.BUSY, "Another process works on %s. Wait until it is done.".formatted(name(file)));
        }
        return new Held(channel, lock);
    }

    /**
     * Makes sure that so many bytes fit.
     *
     * @throws StoreException if they do not
     */
    void requireSpace(long bytes) throws IOException {
        Files.createDirectories(directory);
        long free = Files.getFileStore(directory).getUsableSpace();
        if (bytes > free - StoreLimits.SPACE_RESERVE_BYTES) {
            throw new StoreException(
                    Reason.NO_SPACE,
                    "The disk of %s has %,d MiB free, and %,d MiB are needed beside the %,d MiB that stay free. Make room, or choose another directory with --store."
                            .formatted(
                                    directory, free >> 20, (bytes >> 20) + 1, StoreLimits.SPACE_RESERVE_BYTES >> 20));
        }
    }
}
