package dev.llmaas.platform.batch;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.Ulid;
import dev.llmaas.api.openai.StoredFile;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.access.Caller;
import dev.llmaas.platform.batch.Vault.Sealed;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The files of keys: what they sent for batches, and what came of those. Only the key that made one sees it. Thread-safe. */
final class Files {
    /** What their ids begin with. */
    static final String PREFIX = "file-";

    private static final String INPUT = "batch";
    private static final String OUTPUT = "batch_output";

    /** What a file may be for. */
    static final List<String> PURPOSES = List.of(INPUT, OUTPUT);

    private final Vault vault;
    private final Ulid ids;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by the lock; the oldest first. */
    private final Map<String, Held> files = new LinkedHashMap<>();

    private record Held(ApiKeyId owner, StoredFile file, List<Sealed> pieces) {}

    Files(Vault vault, Ulid ids, InstantSource clock) {
        this.vault = vault;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Takes in what a client sent.
     *
     * @param life how long it may wait here, {@link BatchLimits#LIFE} at most
     * @throws PlatformException INVALID_REQUEST if the name is none, or the key has as many files as it may;
     *     NO_CAPACITY if there is no room
     */
    StoredFile add(Caller caller, String name, byte[] content, Duration life) {
        requireName(name);
        locked(() -> {
            long own = files.values().stream()
                    .filter(held -> held.owner.equals(caller.keyId()))
                    .count();
            if (own >= BatchLimits.FILES_PER_KEY_MAX) {
                throw new PlatformException(
                        ErrorCode.INVALID_REQUEST,
                        "A key may have %d files at a time. Delete some.".formatted(BatchLimits.FILES_PER_KEY_MAX),
                        "file");
            }
            return own;
        });
        return keep(caller.keyId(), name, INPUT, List.of(vault.seal(caller.keyId(), content)), life);
    }

    /** Keeps the lines of a result as a file; they are its own from now on. */
    StoredFile addOutput(ApiKeyId owner, String name, List<Sealed> lines) {
        return keep(owner, name, OUTPUT, lines, BatchLimits.LIFE);
    }

    private StoredFile keep(ApiKeyId owner, String name, String purpose, List<Sealed> pieces, Duration life) {
        long now = clock.instant().getEpochSecond();
        StoredFile file = new StoredFile(
                ids.next(PREFIX),
                "file",
                pieces.stream().mapToLong(Sealed::length).sum(),
                now,
                now + life.toSeconds(),
                name,
                purpose,
                "processed");
        locked(() -> files.put(file.id(), new Held(owner, file, pieces)));
        return file;
    }

    /** A name is a label. One that could be taken for a path is refused, so that nobody who keeps files by it is led astray. */
    private static void requireName(String name) {
        boolean sane = !name.isBlank()
                && name.length() <= BatchLimits.FILE_NAME_CHARACTERS_MAX
                && !name.contains("..")
                && name.chars().noneMatch(letter -> letter == '/' || letter == '\\' || Character.isISOControl(letter));
        if (!sane) {
            throw new PlatformException(
                    ErrorCode.INVALID_REQUEST,
                    "file must have a name of 1 to %d characters that is no path: without /, \\, .. and control characters."
                            .formatted(BatchLimits.FILE_NAME_CHARACTERS_MAX),
                    "file");
        }
    }

    /** A file of this key; throws NOT_FOUND if it has none of this name. */
    StoredFile file(Caller caller, String id) {
        return held(caller, id).file;
    }

    /** What a file of this key holds. */
    byte[] content(Caller caller, String id) {
        Held held = held(caller, id);
        byte[] all = new byte[Math.toIntExact(held.file.bytes())];
        int at = 0;
        for (Sealed piece : held.pieces) {
            System.arraycopy(vault.open(piece), 0, all, at, piece.length());
            at += piece.length();
        }
        return all;
    }

    private Held held(Caller caller, String id) {
        return locked(() -> {
            @Nullable Held held = files.get(id);
            if (held == null || !held.owner.equals(caller.keyId())) {
                throw new PlatformException(
                        ErrorCode.NOT_FOUND, "There is no such file, or it is not of this key, or its time was up.");
            }
            return held;
        });
    }

    /**
     * A part of the files of a key.
     *
     * @param purpose of all of them, or null for any
     * @param after the last one of the part before, or null for the first part
     * @param oldestFirst or the newest first
     * @param limit how many at most
     */
    record Wanted(@Nullable String purpose, @Nullable String after, boolean oldestFirst, int limit) {}

    /** Files of this key; throws INVALID_REQUEST if it has none to go on after. */
    StoredFile.Page page(Caller caller, Wanted wanted) {
        List<StoredFile> own = list(caller, wanted.purpose);
        List<StoredFile> ordered = wanted.oldestFirst ? own : own.reversed();
        List<StoredFile> rest = wanted.after == null ? ordered : after(ordered, wanted.after);
        List<StoredFile> page = rest.subList(0, Math.min(wanted.limit, rest.size()));
        return new StoredFile.Page(
                "list",
                page,
                page.isEmpty() ? null : page.getFirst().id(),
                page.isEmpty() ? null : page.getLast().id(),
                rest.size() > page.size());
    }

    private static List<StoredFile> after(List<StoredFile> files, String id) {
        for (int i = 0; i < files.size(); i++) {
            if (files.get(i).id().equals(id)) {
                return files.subList(i + 1, files.size());
            }
        }
        throw new PlatformException(
                ErrorCode.INVALID_REQUEST,
                "after names no file of this list; it may be gone. Begin at the first page.",
                "after");
    }

    private List<StoredFile> list(Caller caller, @Nullable String purpose) {
        return locked(() -> {
            List<StoredFile> own = new ArrayList<>();
            for (Held held : files.values()) {
                boolean wanted = purpose == null || held.file.purpose().equals(purpose);
                if (wanted && held.owner.equals(caller.keyId())) {
                    own.add(held.file);
                }
            }
            return own;
        });
    }

    /** Forgets a file of this key. */
    void delete(Caller caller, String id) {
        Held held = held(caller, id);
        if (locked(() -> files.remove(id, held))) {
            held.pieces.forEach(vault::release);
        }
    }

    /** Forgets the files whose time is up. */
    void purge() {
        long now = clock.instant().getEpochSecond();
        List<Sealed> gone = new ArrayList<>();
        locked(() -> {
            files.values().removeIf(held -> {
                boolean over = held.file.expiresAt() <= now;
                if (over) {
                    gone.addAll(held.pieces);
                }
                return over;
            });
            return gone;
        });
        gone.forEach(vault::release);
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
