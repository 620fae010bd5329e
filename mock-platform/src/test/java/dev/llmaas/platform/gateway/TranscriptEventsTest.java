package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.MultipartField;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.models.audio.AudioResponseFormat;
import com.openai.models.audio.transcriptions.TranscriptionCreateParams;
import com.openai.models.audio.transcriptions.TranscriptionStreamEvent;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** A transcript as events, as OpenAI's own client reads them. */
class TranscriptEventsTest {
    private static final String VERBOSE =
            "{\"task\":\"transcribe\",\"language\":\"en\",\"duration\":61.2,\"text\":\" Hello there. Bye.\",\"segments\":[{\"text\":\" Hello there.\"},{\"text\":\" Bye.\"}]}";

    @TempDir
    static Path directory;

    private static final List<String> asked = new CopyOnWriteArrayList<>();
    private static Vertx vertx;
    private static Corridor corridor;

    @BeforeAll
    static void open() throws Exception {
        vertx = Vertx.vertx();
        HttpServer upstream = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    asked.add(body.toString(StandardCharsets.ISO_8859_1));
                    request.response()
                            .putHeader("content-type", "application/json")
                            .end(VERBOSE);
                }))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        URI elsewhere = URI.create("openai+http://127.0.0.1:" + upstream.actualPort() + "/v1");
        corridor = new Corridor(directory, Patience.STANDARD, Map.of("voice", elsewhere)).ready();
    }

    @AfterAll
    static void close() throws Exception {
        corridor.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void theEventsAddUpToTheTextAndAreBilledOnce() {
        IssuedApiKey key = corridor.key(KeyLimits.NONE);
        StringBuilder joined = new StringBuilder();
        StringBuilder done = new StringBuilder();
        try (StreamResponse<TranscriptionStreamEvent> stream = client(key)
                .audio()
                .transcriptions()
                .createStreaming(wish("voice").build())) {
            stream.stream().forEach(event -> {
                event.validate();
                event.transcriptTextDelta()
                        .ifPresent(delta -> joined.append(delta.delta()).append('|'));
                event.transcriptTextDone().ifPresent(end -> done.append(end.text()));
            });
        }

        assertThat(joined.toString()).isEqualTo("Hello there.| Bye.|");
        assertThat(done.toString()).isEqualTo("Hello there. Bye.");
        assertThat(asked.getLast()).contains("verbose_json").doesNotContain("name=\"stream\"");
        Awaitility.await().until(() -> corridor.published(key).size() == 1);
        assertThat(corridor.published(key).getFirst().audioSeconds()).isEqualTo(62);
        assertThat(corridor.published(key).getFirst().spend()).isEqualTo(Corridor.MINUTE_PRICE.times(2));
    }

    @Test
    void eachEventFitsItsSchemaAlsoWhereTheSegmentsAreNotTheText() {
        ObjectNode verbose = (ObjectNode) WireJson.mapper().readTree(VERBOSE);
        ObjectNode other = verbose.deepCopy().put("text", "Something else.");

        List<String> events = events(verbose);
        events.subList(0, 2).forEach(event -> OpenAiSchema.assertValid("TranscriptTextDeltaEvent", event));
        OpenAiSchema.assertValid("TranscriptTextDoneEvent", events.getLast());
        assertThat(events).hasSize(3);
        assertThat(events(other)).hasSize(2).allMatch(event -> event.contains("Something else."));
    }

    private static List<String> events(ObjectNode verbose) {
        return new String(TranscriptForm.EVENTS.of(verbose, 1), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isEmpty())
                .map(line -> line.substring("data: ".length()))
                .toList();
    }

    @Test
    void whisperOneIgnoresTheWishAsAtOpenAis() {
        IssuedApiKey key = corridor.key(KeyLimits.NONE);
        try (StreamResponse<TranscriptionStreamEvent> stream = client(key)
                .audio()
                .transcriptions()
                .createStreaming(wish("whisper-1").build())) {
            assertThat(stream.stream()).isEmpty();
        }
    }

    @Test
    void otherFormsThanJsonHaveNoEvents() {
        IssuedApiKey key = corridor.key(KeyLimits.NONE);
        TranscriptionCreateParams subtitles =
                wish("voice").responseFormat(AudioResponseFormat.SRT).build();

        assertThatThrownBy(() -> client(key).audio().transcriptions().createStreaming(subtitles))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("stream needs response_format json");
    }

    private static TranscriptionCreateParams.Builder wish(String model) {
        return TranscriptionCreateParams.builder()
                .model(model)
                .file(MultipartField.<InputStream>builder()
                        .value(new ByteArrayInputStream(new byte[1_000_000]))
                        .filename("a.mp3")
                        .build());
    }

    private static OpenAIClient client(IssuedApiKey key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(corridor.running.uri("/v1").toString())
                .apiKey(key.secret())
                .maxRetries(0)
                .sslSocketFactory(corridor.running.sslContext().getSocketFactory())
                .trustManager(corridor.running.trust())
                .build();
    }
}
