package dev.llmaas.client;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletion;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.Embeddings;
import dev.llmaas.api.openai.EmbeddingsRequest;
import dev.llmaas.api.openai.ModelList;
import dev.llmaas.api.openai.RerankRequest;
import dev.llmaas.api.openai.Reranking;
import dev.llmaas.api.openai.Transcription;
import dev.llmaas.client.internal.Call;
import dev.llmaas.client.internal.HttpTransport;
import dev.llmaas.client.internal.Payload;
import dev.llmaas.client.internal.RetryingTransport;
import dev.llmaas.client.internal.Sleeper;
import dev.llmaas.client.internal.Transport;
import dev.llmaas.client.schema.RecordSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The inference API. Thread-safe; blocking.
 *
 * <pre>{@code
 * try (OpenAiClient openAi = new OpenAiClient(options, new ApiKeyCredentials(key));
 *         ChatStream answer = openAi.chatStream(ChatCompletionRequest.builder("guide-chat")
 *                 .message(ChatMessage.user("Hello"))
 *                 .build())) {
 *     answer.forEach(chunk -> chunk.choices().forEach(choice -> print(choice.delta().content())));
 * }
 * }</pre>
 *
 * <p>Every method throws as those of {@link AdminClient} do.
 */
public final class OpenAiClient implements AutoCloseable {
    private static final String CHAT = "/v1/chat/completions";

    private final HttpTransport http;
    private final Transport transport;

    /** A client of the platform of {@code options} for this caller; connects when first used. */
    public OpenAiClient(ClientOptions options, Credentials credentials) {
        this.http = new HttpTransport(options, credentials);
        this.transport = new RetryingTransport(
                http,
                options.retry(),
                Sleeper.REAL,
                () -> ThreadLocalRandom.current().nextDouble());
    }

    /** Asks a model and waits for its whole answer, whatever {@code request.stream()} says. */
    public ChatCompletion chat(ChatCompletionRequest request) {
        return transport.send(Call.post(CHAT, body(request, false))).read(ChatCompletion.class);
    }

    /**
     * Asks a model for a record, whatever {@code request.responseFormat()} says.
     *
     * <pre>{@code
     * record Price(String currency, BigDecimal amount) {}
     *
     * Price price = openAi.chat(request, Price.class);
     * }</pre>
     *
     * <p>Whoever also needs the usage, or asks often, keeps a {@link RecordSchema} and reads the whole answer with it.
     *
     * @throws IllegalArgumentException if a component of the record cannot be enforced; the message names it by its path
     * @throws dev.llmaas.client.schema.UnfitAnswerException if the model refused, the answer was cut off, or it has another form
     */
    public <T extends Record> T chat(ChatCompletionRequest request, Class<T> type) {
        RecordSchema<T> schema = RecordSchema.of(type);
        return schema.read(
                chat(request.toBuilder().responseFormat(schema.responseFormat()).build()));
    }

    /** Asks a model and reads its answer as it comes, whatever {@code request.stream()} says. Closing it stops the model. */
    public ChatStream chatStream(ChatCompletionRequest request) {
        return new ChatStream(transport.send(Call.postForStream(CHAT, body(request, true))));
    }

    /**
     * Asks a model and makes the calls that it asks for, again and again until it answers. A {@code tool_choice} that demands a
     * call counts for the first round.
     *
     * @param toolbox the tools, whatever {@code request.tools()} says
     * @throws ToolRoundsException if it does not answer within the rounds
     * @throws IllegalArgumentException if {@code request.n()} is not 1
     */
    public ToolConversation chat(ChatCompletionRequest request, Toolbox toolbox) {
        ToolRounds rounds = new ToolRounds(request, toolbox);
        Optional<ToolConversation> ended = Optional.empty();
        while (ended.isEmpty()) {
            ended = rounds.take(chat(rounds.request()));
        }
        return ended.get();
    }

    /** The same in parts, as they come; see {@link ToolStream}. */
    public ToolStream chatStream(ChatCompletionRequest request, Toolbox toolbox) {
        return new ToolStream(new ToolRounds(request, toolbox), this::chatStream);
    }

    /** Makes vectors of texts. */
    public Embeddings embeddings(EmbeddingsRequest request) {
        return transport.send(Call.post("/v1/embeddings", request)).read(Embeddings.class);
    }

    /** Puts documents into the order in which they fit a query. */
    public Reranking rerank(RerankRequest request) {
        return transport.send(Call.post("/v1/rerank", request)).read(Reranking.class);
    }

    /**
     * Writes a recording down. The file is read while it is sent, so that its size costs no memory.
     *
     * @param progress hears how many bytes of the file have left, from 0 to its size, on the calling thread; from 0 again if
     *     the call is sent again
     */
    public Transcription transcribe(AudioFile file, TranscriptionOptions options, LongConsumer progress) {
        List<Payload.Field> fields = new ArrayList<>();
        fields.add(new Payload.Field("model", options.model()));
        fields.add(new Payload.Field("response_format", "verbose_json"));
        fields.add(new Payload.Field("timestamp_granularities[]", "segment"));
        if (options.words()) {
            fields.add(new Payload.Field("timestamp_granularities[]", "word"));
        }
        add(fields, "language", options.language());
        add(fields, "prompt", options.prompt());
        add(fields, "temperature", options.temperature());
        return transport
                .send(Call.postForm("/v1/audio/transcriptions", new Payload.Form(fields, file, progress)))
                .read(Transcription.class);
    }

    private static void add(List<Payload.Field> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.add(new Payload.Field(name, value.toString()));
        }
    }

    /** The models that the caller may use. */
    public ModelList models() {
        return transport.send(Call.get("/v1/models")).read(ModelList.class);
    }

    /** Ends all calls and streams of this client. */
    @Override
    public void close() {
        http.close();
    }

    private static ObjectNode body(ChatCompletionRequest request, boolean stream) {
        ObjectNode body = WireJson.mapper().valueToTree(request);
        body.put("stream", stream);
        return body;
    }
}
