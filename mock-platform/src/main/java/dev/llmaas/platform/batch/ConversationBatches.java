package dev.llmaas.platform.batch;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.Ulid;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.Batch;
import dev.llmaas.api.openai.ConversationBatch;
import dev.llmaas.platform.PlatformException;
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
import tools.jackson.databind.JsonNode;

/** Lists of conversations: the service's own form of a batch. Thread-safe; methods may block. */
final class ConversationBatches {
    private static final String CHAT = "/v1/chat/completions";

    private final BackgroundCalls calls;
    private final Jobs jobs;
    private final Vault vault;
    private final Database database;
    private final Ulid ids;
    private final InstantSource clock;
    private final Map<String, Names> names = new ConcurrentHashMap<>();

    /** The model that answers, and the name by which it was asked for. */
    private record Names(String model, String requested) {}

    ConversationBatches(
            BackgroundCalls calls, Jobs jobs, Vault vault, Database database, Ulid ids, InstantSource clock) {
        this.calls = calls;
        this.jobs = jobs;
        this.vault = vault;
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Makes a batch: a request for a completion whose {@code messages} are a list of conversations.
     *
     * @throws PlatformException naming the field, {@code messages[3]} for a conversation; MALFORMED_JSON; NO_CAPACITY
     */
    ConversationBatch create(Caller caller, byte[] body) {
        ConversationList list = ConversationList.read(body);
        Names asked = new Names(calls.model(caller, list.model()), list.model()); // 404, 403
        requireRoom(list);
        List<Job.Item> items = seal(caller, list);
        String id = ids.next(FileBatches.PREFIX);
        long nowMs = clock.millis();
        names.put(id, asked);
        BatchDao.Row row = new BatchDao.Row(
                id, caller.keyId().value(), CHAT, "", asked.model, asked.requested, items.size(), nowMs, "");
        database.write(BatchDao.class, dao -> dao.insert(row));
        jobs.add(new Job(id, caller, CHAT, nowMs, items, _ -> {}));
        return batch(caller, id, _ -> {});
    }

    /** Each conversation becomes a call with all the rest of the request, which may be many times the request. */
    private void requireRoom(ConversationList list) {
        if (list.envelopeBytes() > BatchLimits.ENVELOPE_BYTES_MAX) {
            throw new PlatformException(
                    ErrorCode.INVALID_REQUEST,
                    "What the request says beside messages may have %,d bytes, but has %,d."
                            .formatted(BatchLimits.ENVELOPE_BYTES_MAX, list.envelopeBytes()));
        }
        if (list.callBytes() > vault.shareMax()) {
            throw new PlatformException(
                    ErrorCode.INVALID_REQUEST,
                    "The calls of a batch, each with all that stands beside messages, may have %,d bytes together, but have %,d."
                            .formatted(vault.shareMax(), list.callBytes()),
                    "messages");
        }
    }

    /** One after the other, so that there is never more than one call in the open. */
    private List<Job.Item> seal(Caller caller, ConversationList list) {
        List<Job.Item> items = new ArrayList<>(list.size());
        boolean whole = false;
        try {
            for (int i = 0; i < list.size(); i++) {
                byte[] call = list.call(i);
                check(caller, call, i);
                items.add(new Job.Item(Integer.toString(i), list.model(), vault.seal(caller.keyId(), call)));
            }
            whole = true;
            return items;
        } finally {
            if (!whole) {
                items.forEach(this::release);
            }
        }
    }

    private void release(Job.Item item) {
        Sealed sealed = item.request();
        if (sealed != null) {
            vault.release(sealed);
        }
    }

    private void check(Caller caller, byte[] call, int number) {
        try {
            calls.check(caller, CHAT, call);
        } catch (PlatformException refused) {
            String param = refused.param();
            if (param == null || !param.startsWith("messages")) {
                throw refused;
            }
            throw new PlatformException(
                    refused.code(),
                    "Conversation %d: %s".formatted(number, refused.sentence()),
                    "messages[%d]%s".formatted(number, param.substring("messages".length())));
        }
    }

    /**
     * A batch of this key.
     *
     * @param room is asked for the bytes of the results before they are read, and may refuse
     * @throws PlatformException NOT_FOUND if it has none of this name
     */
    ConversationBatch batch(Caller caller, String id, LongConsumer room) {
        jobs.look(caller, id, ConversationBatches::resultBytes).ifPresent(room::accept);
        return jobs.look(caller, id, this::of)
                .or(() -> database.read(
                                BatchDao.class,
                                dao -> dao.find(id, caller.keyId().value()))
                        .filter(row -> row.inputFileId().isEmpty())
                        .map(ConversationBatches::expired))
                .orElseThrow(() -> new PlatformException(
                        ErrorCode.NOT_FOUND, "There is no such batch, or it is not of this key."));
    }

    /** Bytes of the results of a job that has ended. */
    private static @Nullable Long resultBytes(Job job) {
        return job.endedAtMs() == null
                ? null
                : job.items().stream()
                        .map(Job.Item::answer)
                        .mapToLong(answer -> answer == null ? 0 : answer.length())
                        .sum();
    }

    /** Forgets the names of batches that no job stands for any more. */
    void purge() {
        names.keySet().removeIf(id -> !jobs.has(id));
    }

    private @Nullable ConversationBatch of(Job job) {
        Names asked = names.get(job.id());
        if (asked == null) {
            return null;
        }
        boolean over = job.endedAtMs() != null;
        String status = !over
                ? (job.startedAtMs() == null ? "queued" : "in_progress")
                : job.completed() == 0 ? "failed" : "completed";
        return new ConversationBatch(
                job.id(),
                "batch",
                status,
                asked.model,
                asked.requested,
                new Batch.Counts(job.items().size(), job.completed(), job.failed()),
                job.createdAtMs() / 1_000,
                job.createdAtMs() / 1_000 + BatchLimits.LIFE.toSeconds(),
                over ? job.items().stream().map(this::result).toList() : null);
    }

    private JsonNode result(Job.Item item) {
        Sealed answer = item.answer();
        if (answer == null) {
            throw new IllegalStateException("a job ended before its calls");
        }
        return WireJson.mapper().readTree(vault.open(answer)).at("/response/body");
    }

    /** All that is left of a batch whose content is gone. */
    private static ConversationBatch expired(BatchDao.Row row) {
        long created = row.createdAtMs() / 1_000;
        return new ConversationBatch(
                row.id(),
                "batch",
                "expired",
                row.model(),
                row.modelRequested(),
                new Batch.Counts(row.total(), 0, 0),
                created,
                created + BatchLimits.LIFE.toSeconds(),
                null);
    }
}
