package dev.llmaas.client;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.ModelStatus;
import dev.llmaas.api.admin.PlatformStatus;
import dev.llmaas.api.openai.ChatCompletion;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.Completion;
import dev.llmaas.api.openai.CompletionRequest;
import dev.llmaas.api.openai.Detokenization;
import dev.llmaas.api.openai.Embeddings;
import dev.llmaas.api.openai.EmbeddingsRequest;
import dev.llmaas.api.openai.Images;
import dev.llmaas.api.openai.ImagesRequest;
import dev.llmaas.api.openai.Model;
import dev.llmaas.api.openai.ModelList;
import dev.llmaas.api.openai.Moderations;
import dev.llmaas.api.openai.RerankRequest;
import dev.llmaas.api.openai.Reranking;
import dev.llmaas.api.openai.Response;
import dev.llmaas.api.openai.ResponseRequest;
import dev.llmaas.api.openai.SpeechRequest;
import dev.llmaas.api.openai.Tokenization;
import dev.llmaas.api.openai.Transcription;
import dev.llmaas.client.internal.Call;
import dev.llmaas.client.internal.HttpTransport;
import dev.llmaas.client.internal.Payload;
import dev.llmaas.client.internal.RetryingTransport;
import dev.llmaas.client.internal.Sleeper;
import dev.llmaas.client.internal.Targets;
import dev.llmaas.client.internal.Transport;
import dev.llmaas.client.schema.RecordSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private static final String COMPLETIONS = "/v1/completions";
    private static final String RESPONSES = "/v1/responses";

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

    /** Goes on with a text as it stands, without the template of a conversation, whatever {@code request.stream()} says. */
    public Completion complete(CompletionRequest request) {
        return transport.send(Call.post(COMPLETIONS, body(request, false))).read(Completion.class);
    }

    /** The same in parts, as they come. */
    public CompletionStream completeStream(CompletionRequest request) {
        return new CompletionStream(transport.send(Call.postForStream(COMPLETIONS, body(request, true))));
    }

    /** Asks a model by the Responses API and waits for its whole answer. Nothing is stored. */
    public Response respond(ResponseRequest request) {
        return transport.send(Call.post(RESPONSES, body(request, false))).read(Response.class);
    }

    /** The same in events, as they come. */
    public ResponseStream respondStream(ResponseRequest request) {
        return new ResponseStream(transport.send(Call.postForStream(RESPONSES, body(request, true))));
    }

    /** The same API in Anthropic's shapes. Needs no closing. */
    public MessagesClient messages() {
        return new MessagesClient(transport);
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
     * The same by the second version of Cohere's API. Its results are places and scores, with documents where they are
     * asked for.
     *
     * <pre>{@code
     * Reranking ranked = openAi.rerankV2(RerankRequest.of("guide-embed", "rotate a key", texts));
     * print(texts.get(ranked.results().getFirst().index()));
     * }</pre>
     */
    public Reranking rerankV2(RerankRequest request) {
        return transport.send(Call.post("/v2/rerank", request)).read(Reranking.class);
    }

    /**
     * Cuts a text into the tokens of a model, those with which it begins and ends each text included. Nothing is computed and
     * nothing billed.
     *
     * <pre>{@code
     * int tokens = openAi.tokenize("guide-chat", text).count();
     * }</pre>
     */
    public Tokenization tokenize(String model, String text) {
        return tokens(Map.of("model", model, "prompt", text));
    }

    /** Counts what a model would read of a conversation, in tokens, before it is asked; as {@link #tokenize(String, String)}. */
    public Tokenization tokenize(ChatCompletionRequest request) {
        return tokens(body(request, false));
    }

    private Tokenization tokens(Object body) {
        return transport.send(Call.post("/v1/tokenize", body)).read(Tokenization.class);
    }

    /** The text of a model's tokens; what is no character becomes the replacement character. */
    public String detokenize(String model, List<Integer> tokens) {
        return transport
                .send(Call.post("/v1/detokenize", Map.of("model", model, "tokens", tokens)))
                .read(Detokenization.class)
                .prompt();
    }

    /**
     * Writes a recording down. The file is read while it is sent, so that its size costs no memory.
     *
     * <pre>{@code
     * Transcription said = openAi.transcribe(
     *         Upload.of(Path.of("interview.mp3")),
     *         TranscriptionOptions.of("whisper-base").withLanguage("fr"),
     *         sent -> bar.setProgress(sent));
     * }</pre>
     *
     * @param progress hears how many bytes of the file have left, from 0 to its size, on the calling thread; from 0 again if
     *     the call is sent again
     */
    public Transcription transcribe(Upload file, TranscriptionOptions options, LongConsumer progress) {
        return heard("/v1/audio/transcriptions", file, options, progress);
    }

    /** Writes a recording down in English, whatever language is spoken; as {@link #transcribe} does. */
    public Transcription translate(Upload file, TranscriptionOptions options, LongConsumer progress) {
        return heard("/v1/audio/translations", file, options, progress);
    }

    /**
     * Writes a recording down as subtitles; as {@link #transcribe} does.
     *
     * <pre>{@code
     * String film = openAi.subtitles(Upload.of(Path.of("film.m4a")), options, SubtitleForm.VTT, sent -> {});
     * Files.writeString(Path.of("film.vtt"), film);
     * }</pre>
     */
    public String subtitles(Upload file, TranscriptionOptions options, SubtitleForm form, LongConsumer progress) {
        List<Payload.Field> fields = fields(options, form.wire());
        Call call = Call.postForm("/v1/audio/transcriptions", Payload.Form.of(fields, file, progress));
        return new String(transport.send(call).bytes(), StandardCharsets.UTF_8);
    }

    private Transcription heard(String target, Upload file, TranscriptionOptions options, LongConsumer progress) {
        List<Payload.Field> fields = fields(options, "verbose_json");
        fields.add(new Payload.Field("timestamp_granularities[]", "segment"));
        if (options.words()) {
            fields.add(new Payload.Field("timestamp_granularities[]", "word"));
        }
        return transport
                .send(Call.postForm(target, Payload.Form.of(fields, file, progress)))
                .read(Transcription.class);
    }

    private static List<Payload.Field> fields(TranscriptionOptions options, String form) {
        List<Payload.Field> fields = new ArrayList<>();
        fields.add(new Payload.Field("model", options.model()));
        fields.add(new Payload.Field("response_format", form));
        add(fields, "language", options.language());
        add(fields, "prompt", options.prompt());
        add(fields, "temperature", options.temperature());
        return fields;
    }

    private static void add(List<Payload.Field> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.add(new Payload.Field(name, value.toString()));
        }
    }

    /** Says a text: the sound, 64 MiB at most. */
    public byte[] speak(SpeechRequest request) {
        return transport.send(Call.post("/v1/audio/speech", request)).bytes();
    }

    /** Draws a text. */
    public Images draw(ImagesRequest request) {
        return transport.send(Call.post("/v1/images/generations", request)).read(Images.class);
    }

    /** Asks the guardrails about texts; one result for each, in their order. Costs nothing. */
    public Moderations moderate(List<String> texts) {
        return transport
                .send(Call.post("/v1/moderations", Map.of("input", texts)))
                .read(Moderations.class);
    }

    /** Calls that are made when there is room, at half the price. Needs no closing. */
    public BatchClient batches() {
        return new BatchClient(transport, Sleeper.REAL);
    }

    /** One model that the caller may use, by its name or another name that leads to it. */
    public Model model(String id) {
        return transport.send(Call.get(Targets.of("/v1/models", id))).read(Model.class);
    }

    /** How the platform stands. Needs no credentials. */
    public PlatformStatus status() {
        return transport.send(Call.get("/api/platform-status")).read(PlatformStatus.class);
    }

    /** How one model stands, by its latest real calls. Needs no credentials. */
    public ModelStatus status(String model) {
        return transport
                .send(Call.get("/api/platform-status?model=" + Targets.encoded(model)))
                .read(ModelStatus.class);
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

    private static ObjectNode body(Object request, boolean stream) {
        ObjectNode body = WireJson.mapper().valueToTree(request);
        body.put("stream", stream);
        return body;
    }
}
