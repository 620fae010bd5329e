package dev.llmaas.platform.batch;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.Ulid;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.Batch;
import dev.llmaas.api.openai.StoredFile;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.RequestLimits;
import dev.llmaas.platform.access.Caller;
import dev.llmaas.platform.batch.Vault.Sealed;
import dev.llmaas.platform.gateway.BackgroundCalls;
import dev.llmaas.platform.store.Database;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Batches of files, in OpenAI's form. Thread-safe; methods may block. */
final class FileBatches {
    /** What their ids begin with. */
    static final String PREFIX = "batch_";

    private static final String WINDOW = "24h";
    private static final long MS = 1_000;

    private final Files files;
    private final Jobs jobs;
    private final Vault vault;
    private final Database database;
    private final Ulid ids;
    private final InstantSource clock;
    private final Map<String, Extra> extras = new ConcurrentHashMap<>();
    private volatile long rowsPurgedMs;

    /** What a job does not know of its batch. */
    private record Extra(
            String inputFileId,
            Map<String, String> metadata,
            @Nullable String outputFileId,
            @Nullable String errorFileId,
            long createdAtMs) {}

    FileBatches(Files files, Jobs jobs, Vault vault, Database database, Ulid ids, InstantSource clock) {
        this.files = files;
        this.jobs = jobs;
        this.vault = vault;
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Makes a batch of a file.
     *
     * @param room is asked for the bytes of the file before they are read, and may refuse
     * @throws PlatformException INVALID_REQUEST naming the field, NOT_FOUND if the key has no such file, NO_CAPACITY
     */
    Batch create(Caller caller, Batch.Wanted wanted, LongConsumer room) {
        Map<String, String> metadata = wanted.metadata() == null ? Map.of() : wanted.metadata();
        check(wanted, metadata);
        StoredFile input = files.file(caller, wanted.inputFileId());
        room.accept(input.bytes());
        String id = ids.next(PREFIX);
        long nowMs = clock.millis();
        byte[] file = files.content(caller, input.id());
        InputLines read = new InputLines(file, wanted.endpoint());
        boolean begins = read.mistakes().isEmpty();
        List<Job.Item> items = begins ? seal(caller, file, read.lines()) : List.of();
        extras.put(id, new Extra(input.id(), Map.copyOf(metadata), null, null, nowMs));
        String key = caller.keyId().value();
        String mistakes = begins ? "" : json(read.mistakes());
        BatchDao.Row row =
                new BatchDao.Row(id, key, wanted.endpoint(), input.id(), "", "", items.size(), nowMs, mistakes);
        database.write(BatchDao.class, dao -> dao.insert(row));
        if (!begins) {
            return over(row);
        }
        jobs.add(new Job(id, caller, wanted.endpoint(), nowMs, items, this::ended));
        return batch(caller, id);
    }

    private static void check(Batch.Wanted wanted, Map<String, String> metadata) {
        require(wanted.inputFileId() != null, "input_file_id", "input_file_id is missing.");
        require(
                wanted.endpoint() != null && BackgroundCalls.addresses().contains(wanted.endpoint()),
                "endpoint",
                "endpoint must be one of %s."
                        .formatted(String.join(
                                ", ",
                                BackgroundCalls.addresses().stream().sorted().toList())));
        boolean day =
                wanted.completionWindow() == null || wanted.completionWindow().equals(WINDOW);
        require(day, "completion_window", "completion_window must be 24h.");
        boolean few = metadata.size() <= RequestLimits.METADATA_PAIRS_MAX
                && metadata.entrySet().stream()
                        .allMatch(note -> note.getKey().length() <= RequestLimits.METADATA_KEY_CHARACTERS_MAX
                                && note.getValue() != null
                                && note.getValue().length() <= RequestLimits.METADATA_VALUE_CHARACTERS_MAX);
        require(
                few,
                "metadata",
                "metadata may hold %d notes, with names of %d and values of %d characters at most."
                        .formatted(
                                RequestLimits.METADATA_PAIRS_MAX,
                                RequestLimits.METADATA_KEY_CHARACTERS_MAX,
                                RequestLimits.METADATA_VALUE_CHARACTERS_MAX));
    }

    private static void require(boolean holds, String param, String sentence) {
        if (!holds) {
            throw new PlatformException(ErrorCode.INVALID_REQUEST, sentence, param);
        }
    }

    private List<Job.Item> seal(Caller caller, byte[] file, List<InputLines.Line> lines) {
        List<Job.Item> items = new ArrayList<>(lines.size());
        boolean whole = false;
        try {
            for (InputLines.Line line : lines) {
                Sealed call = vault.seal(caller.keyId(), file, line.from(), line.length());
                items.add(new Job.Item(line.name(), line.model(), call));
            }
            whole = true;
            return items;
        } finally {
            if (!whole) {
                items.forEach(item -> release(item.request()));
            }
        }
    }

    private void release(@Nullable Sealed sealed) {
        if (sealed != null) {
            vault.release(sealed);
        }
    }

    /** The answers of a job become files. */
    private void ended(Job job) {
        List<Sealed> answers = new ArrayList<>();
        List<Sealed> errors = new ArrayList<>();
        for (Job.Item item : job.items()) {
            Sealed answer = item.answer();
            if (answer != null) {
                (item.ok() ? answers : errors).add(answer);
            }
            item.forget();
        }
        String output = keep(job, "output", answers);
        String error = keep(job, "error", errors);
        extras.computeIfPresent(
                job.id(), (_, known) -> new Extra(known.inputFileId, known.metadata, output, error, known.createdAtMs));
    }

    private @Nullable String keep(Job job, String what, List<Sealed> lines) {
        return lines.isEmpty()
                ? null
                : files.addOutput(job.caller().keyId(), "%s_%s.jsonl".formatted(job.id(), what), lines)
                        .id();
    }

    /** A batch of this key; throws NOT_FOUND if it has none of this name. */
    Batch batch(Caller caller, String id) {
        return jobs.look(caller, id, this::of)
                .or(() -> database.read(
                                BatchDao.class,
                                dao -> dao.find(id, caller.keyId().value()))
                        .filter(row -> !row.inputFileId().isEmpty())
                        .map(this::over))
                .orElseThrow(() -> new PlatformException(
                        ErrorCode.NOT_FOUND, "There is no such batch, or it is not of this key."));
    }

    /** Begins no more of its calls. */
    Batch cancel(Caller caller, String id) {
        batch(caller, id);
        jobs.cancel(caller, id);
        return batch(caller, id);
    }

    /** The batches of this key after another one, the newest first. */
    Batch.Page page(Caller caller, @Nullable String after, int limit) {
        String before = after == null ? "batch_~" : after;
        List<BatchDao.Row> rows =
                database.read(BatchDao.class, dao -> dao.page(caller.keyId().value(), before, limit + 1));
        List<Batch> data = rows.stream()
                .limit(limit)
                .map(row -> jobs.look(caller, row.id(), this::of).orElseGet(() -> over(row)))
                .toList();
        return new Batch.Page(
                "list",
                data,
                data.isEmpty() ? null : data.getFirst().id(),
                data.isEmpty() ? null : data.getLast().id(),
                rows.size() > limit);
    }

    /** Forgets what is told of batches that no job stands for any more. */
    void purge() {
        long nowMs = clock.millis();
        if (nowMs - rowsPurgedMs >= BatchLimits.ROWS_PURGE_INTERVAL.toMillis()) {
            rowsPurgedMs = nowMs;
            database.write(BatchDao.class, dao -> dao.forget(nowMs - BatchLimits.ROWS_LIFE.toMillis()));
        }
        extras.values().removeIf(extra -> extra.createdAtMs <= nowMs - BatchLimits.LIFE.toMillis());
    }

    private @Nullable Batch of(Job job) {
        Extra extra = extras.get(job.id());
        if (extra == null) {
            return null;
        }
        Long endedAtMs = job.endedAtMs();
        boolean cancelled = job.cancelledAtMs() != null;
        boolean kept = extra.outputFileId != null || extra.errorFileId != null || job.completed() + job.failed() == 0;
        boolean over = endedAtMs != null && kept;
        String status = over ? (cancelled ? "cancelled" : "completed") : cancelled ? "cancelling" : "in_progress";
        Long seconds = over ? seconds(endedAtMs) : null;
        return new Batch(
                job.id(),
                "batch",
                job.address(),
                null,
                extra.inputFileId,
                WINDOW,
                status,
                extra.outputFileId,
                extra.errorFileId,
                job.createdAtMs() / MS,
                seconds(job.startedAtMs()),
                expiresAt(job.createdAtMs()),
                cancelled ? null : seconds,
                null,
                null,
                seconds(job.cancelledAtMs()),
                cancelled ? seconds : null,
                new Batch.Counts(job.items().size(), job.completed(), job.failed()),
                extra.metadata);
    }

    private static @Nullable Long seconds(@Nullable Long ms) {
        return ms == null ? null : Long.valueOf(ms / MS);
    }

    private static long expiresAt(long createdAtMs) {
        return createdAtMs / MS + BatchLimits.LIFE.toSeconds();
    }

    private static String json(List<Batch.Mistake> mistakes) {
        return WireJson.mapper().writeValueAsString(new Batch.Errors("list", mistakes));
    }

    /** A batch for which there is no job. */
    private Batch over(BatchDao.Row row) {
        return row.mistakes().isEmpty() ? expired(row) : failed(row, extras.get(row.id()));
    }

    /** One that could not begin; its notes are known for as long as those of others. */
    private static Batch failed(BatchDao.Row row, @Nullable Extra extra) {
        long now = row.createdAtMs() / MS;
        return new Batch(
                row.id(),
                "batch",
                row.address(),
                WireJson.mapper().readValue(row.mistakes(), Batch.Errors.class),
                row.inputFileId(),
                WINDOW,
                "failed",
                null,
                null,
                now,
                null,
                expiresAt(row.createdAtMs()),
                null,
                now,
                null,
                null,
                null,
                new Batch.Counts(0, 0, 0),
                extra == null ? null : extra.metadata);
    }

    /** All that is left of a batch whose content is gone. */
    private static Batch expired(BatchDao.Row row) {
        long created = row.createdAtMs() / MS;
        return new Batch(
                row.id(),
                "batch",
                row.address(),
                null,
                row.inputFileId(),
                WINDOW,
                "expired",
                null,
                null,
                created,
                null,
                expiresAt(row.createdAtMs()),
                null,
                null,
                expiresAt(row.createdAtMs()),
                null,
                null,
                new Batch.Counts(row.total(), 0, 0),
                null);
    }
}
