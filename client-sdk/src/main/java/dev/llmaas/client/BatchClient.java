package dev.llmaas.client;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.Batch;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.api.openai.ConversationBatch;
import dev.llmaas.api.openai.StoredFile;
import dev.llmaas.client.UnreachableException.Problem;
import dev.llmaas.client.internal.Call;
import dev.llmaas.client.internal.Limits;
import dev.llmaas.client.internal.Payload;
import dev.llmaas.client.internal.Sleeper;
import dev.llmaas.client.internal.Targets;
import dev.llmaas.client.internal.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls that are made when there is room, at half the price, and the files that they come in. Made by {@link
 * OpenAiClient#batches}, with which it closes. Thread-safe; blocking.
 *
 * <pre>{@code
 * BatchClient batches = openAi.batches();
 * Batch begun = batches.start(BatchCalls.chat(Map.of("first", question, "second", other)));
 * Batch ended = batches.await(begun.id(), Duration.ofHours(1));
 * for (BatchResult result : batches.results(ended)) {
 *     print(result.name(), result.read(ChatCompletion.class));
 * }
 * }</pre>
 *
 * <p>Files and results wait in the memory of the platform, for 24 hours at most. Every method throws as those of {@link
 * AdminClient} do. What creates something carries an {@code Idempotency-Key}, so that a lost answer makes nothing twice.
 */
public final class BatchClient {
    private static final String FILES = "/v1/files";
    private static final String BATCHES = "/v1/batches";
    private static final String CONVERSATIONS = "/v1/chat/completions/batch";

    private final Transport transport;
    private final Sleeper sleeper;

    BatchClient(Transport transport, Sleeper sleeper) {
        this.transport = transport;
        this.sleeper = sleeper;
    }

    /**
     * Sends a file of calls, one a line. It is read while it is sent.
     *
     * @param progress hears how many bytes have left, as that of {@link OpenAiClient#transcribe}
     */
    public StoredFile upload(Upload file, LongConsumer progress) {
        Payload.Form form = Payload.Form.of(List.of(new Payload.Field("purpose", "batch")), file, progress);
        return transport.send(Call.postForm(FILES, form).once()).read(StoredFile.class);
    }

    /** The files of the key, the newest first. */
    public List<StoredFile> files() {
        return get(FILES, StoredFile.Page.class).data();
    }

    /** One file, without its content. */
    public StoredFile file(String id) {
        return get(Targets.of(FILES, id), StoredFile.class);
    }

    /** What a file holds, 64 MiB at most. */
    public byte[] content(String id) {
        return transport.send(Call.get(Targets.of(FILES, id) + "/content")).bytes();
    }

    /** Lets the platform forget a file. */
    public void delete(String id) {
        transport.send(Call.delete(Targets.of(FILES, id))).read(StoredFile.Deleted.class);
    }

    /** Makes a batch of a file that was sent. */
    public Batch create(Batch.Wanted wanted) {
        return transport.send(Call.post(BATCHES, wanted).once()).read(Batch.class);
    }

    /** Sends calls and makes a batch of them. */
    public Batch start(BatchCalls calls) {
        StoredFile file = upload(calls.file(), sent -> {});
        return create(new Batch.Wanted(file.id(), calls.endpoint(), "24h", null));
    }

    /** How a batch stands. */
    public Batch batch(String id) {
        return get(Targets.of(BATCHES, id), Batch.class);
    }

    /**
     * A part of the batches of the key, the newest first.
     *
     * @param after {@link Batch.Page#lastId} of the part before, or null for the first
     */
    public Batch.Page batches(@Nullable String after) {
        return get(after == null ? BATCHES : BATCHES + "?after=" + Targets.encoded(after), Batch.Page.class);
    }

    /** Begins no more calls of a batch. Those that run end; what they answer is kept. */
    public Batch cancel(String id) {
        return transport
                .send(Call.post(
                        Targets.of(BATCHES, id) + "/cancel", WireJson.mapper().createObjectNode()))
                .read(Batch.class);
    }

    /**
     * Waits until a batch has ended, looking at it after growing pauses.
     *
     * @param most how long to wait at most
     * @return the batch; {@link Batch#ended} is false if it did not end in this time
     * @throws CancellationException if the thread is interrupted; the flag stays set
     */
    public Batch await(String id, Duration most) {
        return await(() -> batch(id), Batch::ended, most);
    }

    /**
     * What came of the calls of a batch that has ended, successes first, each in the order of its end. Calls that were never begun
     * have no result.
     */
    public List<BatchResult> results(Batch ended) {
        List<BatchResult> results = new ArrayList<>();
        addResults(ended.outputFileId(), results);
        addResults(ended.errorFileId(), results);
        return List.copyOf(results);
    }

    private void addResults(@Nullable String fileId, List<BatchResult> results) {
        if (fileId == null) {
            return;
        }
        String lines = new String(content(fileId), StandardCharsets.UTF_8);
        for (String line : lines.lines().filter(line -> !line.isBlank()).toList()) {
            BatchResult result = BatchResult.of(line);
            if (result == null) {
                throw new UnreachableException(
                        Problem.NOT_A_PLATFORM, "The file of results has a line that is none.", true, "");
            }
            results.add(result);
        }
    }

    /**
     * Lets conversations be answered: the service's own form of a batch, without files.
     *
     * @param form how each is asked for; its messages do not count
     * @param conversations the turns of each, 1 to 1,000 conversations
     */
    public ConversationBatch converse(ChatCompletionRequest form, List<List<ChatMessage>> conversations) {
        ObjectNode body = WireJson.mapper().valueToTree(form);
        body.set("messages", WireJson.mapper().valueToTree(conversations));
        return transport.send(Call.post(CONVERSATIONS, body).once()).read(ConversationBatch.class);
    }

    /** How a batch of conversations stands. */
    public ConversationBatch conversations(String id) {
        return get(Targets.of(CONVERSATIONS, id), ConversationBatch.class);
    }

    /** Waits until a batch of conversations has ended, as {@link #await} does. */
    public ConversationBatch awaitConversations(String id, Duration most) {
        return await(() -> conversations(id), ConversationBatch::ended, most);
    }

    private <B> B await(Supplier<B> look, Predicate<B> ended, Duration most) {
        Duration waited = Duration.ZERO;
        Duration pause = Limits.BATCH_LOOK_FIRST;
        B batch = look.get();
        while (!ended.test(batch) && waited.compareTo(most) < 0) {
            Duration left = most.minus(waited);
            Duration next = pause.compareTo(left) < 0 ? pause : left;
            sleep(next);
            waited = waited.plus(next);
            Duration longer = pause.multipliedBy(2);
            pause = longer.compareTo(Limits.BATCH_LOOK_MAX) < 0 ? longer : Limits.BATCH_LOOK_MAX;
            batch = look.get();
        }
        return batch;
    }

    private void sleep(Duration pause) {
        try {
            sleeper.sleep(pause);
        } catch (InterruptedException gaveUp) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Waiting for a batch was interrupted.");
        }
    }

    private <T> T get(String target, Class<T> type) {
        return transport.send(Call.get(target)).read(type);
    }
}
