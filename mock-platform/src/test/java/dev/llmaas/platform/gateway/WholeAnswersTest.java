package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Embeddings, rerankings, speech and recordings, with an engine of ours and one elsewhere. */
class WholeAnswersTest {
    private static final String VERBOSE =
            "{\"task\":\"transcribe\",\"language\":\"en\",\"duration\":61.2,\"text\":\" Hello there.\",\"segments\":[{\"id\":0,\"seek\":0,\"start\":0.0,\"end\":3661.5,\"text\":\" Hello --> there.\",\"temperature\":0.0,\"compression_ratio\":0.7}]}";

    @TempDir
    static Path directory;

    private static final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private static Vertx vertx;
    private static Corridor corridor;

    private IssuedApiKey key;

    @BeforeAll
    static void open() throws Exception {
        vertx = Vertx.vertx();
        HttpServer upstream = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> answer(request, body)))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        URI elsewhere = URI.create("openai+http://127.0.0.1:" + upstream.actualPort() + "/v1");
        Map<String, URI> replicas = new TreeMap<>();
        replicas.put("m", URI.create("scripted:///"));
        replicas.put("vectors", URI.create("scripted:///"));
        replicas.put("vectors-elsewhere", elsewhere);
        replicas.put("voice", elsewhere);
        corridor = new Corridor(directory, Patience.STANDARD, replicas).ready();
    }

    /** An engine that knows arrays of numbers only, ranks in its own order, and hears a minute and a bit. */
    private static void answer(HttpServerRequest request, Buffer body) {
        asked.add(body.toString(StandardCharsets.ISO_8859_1));
        String json = switch (request.path()) {
            case "/v1/embeddings" ->
                "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.5,-1]}],\"model\":\"x\",\"usage\":{\"prompt_tokens\":3,\"total_tokens\":3}}";
            case "/v1/rerank" ->
                "{\"id\":\"r\",\"model\":\"x\",\"results\":[{\"index\":0,\"relevance_score\":0.1},{\"index\":1,\"relevance_score\":1.7,\"document\":{\"text\":\"b\"}}],\"usage\":{\"total_tokens\":9}}";
            case "/v1/audio/transcriptions", "/v1/audio/translations" -> VERBOSE;
            default -> "sound";
        };
        String type = request.path().equals("/v1/audio/speech") ? "audio/mpeg" : "application/json";
        request.response().putHeader("content-type", type).end(json);
    }

    @AfterAll
    static void close() throws Exception {
        corridor.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @BeforeEach
    void start() {
        key = corridor.key(KeyLimits.NONE);
        asked.clear();
    }

    @Test
    void openAisClientGetsVectorsWhicheverFormTheEngineKnows() {
        OpenAIClient client = client();
        for (String model : List.of("vectors", "vectors-elsewhere")) {
            List<List<Float>> vectors = new ArrayList<>();
            for (EmbeddingCreateParams.EncodingFormat format :
                    List.of(EmbeddingCreateParams.EncodingFormat.FLOAT, EmbeddingCreateParams.EncodingFormat.BASE64)) {
                CreateEmbeddingResponse answer = client.embeddings()
                        .create(EmbeddingCreateParams.builder()
                                .model(model)
                                .input("one two three")
                                .encodingFormat(format)
                                .build());
                vectors.add(answer.data().getFirst().embedding());
                assertThat(answer.usage().promptTokens()).isEqualTo(3);
            }
            CreateEmbeddingResponse usual = client.embeddings()
                    .create(EmbeddingCreateParams.builder()
                            .model(model)
                            .input("one two three")
                            .build());
            vectors.add(usual.data().getFirst().embedding());

            assertThat(vectors.get(0)).isNotEmpty().isEqualTo(vectors.get(1)).isEqualTo(vectors.get(2));
        }
    }

    @Test
    void tokensOfEmbeddingsAreBilledAtThePriceOfInput() throws Exception {
        JsonNode answer = json(post("/v1/embeddings", "{\"model\":\"vectors\",\"input\":[\"one two\",\"three\"]}"));

        assertThat(answer.at("/data/1/index").asInt()).isEqualTo(1);
        assertThat(answer.at("/backend/engine_type").asString()).isNotEmpty();
        new CorridorCalls(corridor, key).assertBilled("completed", 3, 0);
    }

    @Test
    void rerankingsHaveTheShapeOfTheirVersionAndDocumentsAreBilled() throws Exception {
        String body =
                "{\"model\":\"%s\",\"query\":\"q\",\"documents\":[\"a\",{\"text\":\"b\",\"id\":7}],\"top_n\":1,\"return_documents\":true}"
                        .formatted("vectors-elsewhere");

        JsonNode first = json(post("/v1/rerank", body));
        JsonNode second = json(post("/v2/rerank", body));

        assertThat(first.path("results").toString())
                .isEqualTo("[{\"index\":1,\"relevance_score\":1.0,\"document\":{\"text\":\"b\",\"id\":7}}]");
        assertThat(second.path("results")).isEqualTo(first.path("results"));
        assertThat(first.at("/meta/api_version/version").asString()).isEqualTo("1");
        assertThat(second.at("/meta/api_version/version").asString()).isEqualTo("2");
        assertThat(second.at("/meta/billed_units/search_units").asInt()).isEqualTo(1);
        assertThat(first.at("/usage/total_tokens").asInt()).isEqualTo(9);
        assertThat(first.at("/usage/billed_units/search_units").asInt()).isEqualTo(1);
        Awaitility.await().until(() -> corridor.published(key).size() == 2);
        assertThat(corridor.published(key)).allSatisfy(row -> {
            assertThat(row.documents()).isEqualTo(2);
            assertThat(row.usage().promptTokens()).isEqualTo(9);
            assertThat(row.spend()).isEqualTo(Corridor.DOCUMENT_PRICE.times(2));
        });
    }

    @Test
    void anEngineOfOursRanksTheDocumentThatSharesWords() throws Exception {
        JsonNode answer = json(post(
                "/v1/rerank",
                "{\"model\":\"vectors\",\"query\":\"red apple\",\"documents\":[\"green sea\",\"red apple\"]}"));

        assertThat(answer.at("/results/0/index").asInt()).isEqualTo(1);
        assertThat(answer.path("results").size()).isEqualTo(2);
        assertThat(answer.at("/results/0/document").isMissingNode()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/embeddings|{\"model\":\"vectors\"}|input|list of texts",
                "/v1/embeddings|{\"model\":\"vectors\",\"input\":[]}|input|1 to 2048",
                "/v1/embeddings|{\"model\":\"vectors\",\"input\":[\"a\",\"\"]}|input[1]|not empty",
                "/v1/embeddings|{\"model\":\"vectors\",\"input\":[[1],[-1]]}|input[1]|from 0",
                "/v1/embeddings|{\"model\":\"vectors\",\"input\":\"a\",\"encoding_format\":\"hex\"}|encoding_format|base64",
                "/v1/embeddings|{\"model\":\"vectors\",\"input\":\"a\",\"dimensions\":0}|dimensions|from 1",
                "/v1/embeddings|{\"input\":\"a\"}|model|characters",
                "/v1/embeddings|{\"model\":\"m\",\"input\":\"a\"}|model|m can do chat",
                "/v1/chat/completions|{\"model\":\"vectors\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}|model|vectors can do embeddings, rerank",
                "/v1/tokenize|{\"model\":\"vectors\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}|model|vectors can do embeddings, rerank",
                "/v1/rerank|{\"model\":\"vectors\",\"query\":\"q\",\"documents\":[]}|documents|1 to 1000",
                "/v1/rerank|{\"model\":\"vectors\",\"query\":\"q\",\"documents\":[{\"x\":1}]}|documents[0]|a text",
                "/v2/rerank|{\"model\":\"vectors\",\"query\":\"q\",\"documents\":[\"a\"],\"top_n\":0}|top_n|from 1",
                "/v2/rerank|{\"model\":\"vectors\",\"documents\":[\"a\"]}|query|not empty",
                "/v2/rerank|{\"model\":\"vectors\",\"query\":\"q\",\"documents\":[\"a\"],\"max_tokens_per_doc\":\"x\"}|max_tokens_per_doc|whole number",
                "/v2/rerank|{\"model\":\"vectors\",\"query\":\"q\",\"documents\":[\"a\",\"abc\"],\"max_tokens_per_doc\":2}|max_tokens_per_doc|documents[1]",
                "/v1/rerank|{\"model\":\"vectors\",\"query\":\"q\",\"documents\":[{\"text\":\"a\",\"title\":\"b\"}],\"rank_fields\":[\"text\",\"title\"]}|rank_fields[1]|must be text",
                "/v1/completions|{\"model\":\"vectors\",\"prompt\":\"a\"}|model|needs a model that can do chat",
                "/v1/messages/count_tokens|{\"model\":\"vectors\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}|model|/v1/messages/count_tokens needs",
                "/v1/audio/speech|{\"model\":\"voice\",\"voice\":\"a\"}|input|missing",
                "/v1/audio/speech|{\"model\":\"voice\",\"input\":\"a\",\"stream_format\":\"sse\"}|stream|one piece"
            })
    void whatIsWrongIsNamedAndCostsNothing(String path, String body, String param, String rule) throws Exception {
        HttpResponse<String> refused = post(path, body);

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(WireJson.mapper().readTree(refused.body()).at("/error/param").asString())
                .isEqualTo(param);
        assertThat(refused.body()).contains(rule);
        assertThat(corridor.rows(key)).isEmpty();
    }

    @Test
    void speechIsPassedOnAndWhatNoModelCanDoIsNotImplemented() throws Exception {
        HttpResponse<String> speech =
                post("/v1/audio/speech", "{\"model\":\"voice\",\"input\":\"Hello\",\"voice\":\"a\",\"speed\":1.1}");
        HttpResponse<String> image = post("/v1/images/generations", "{\"model\":\"voice\",\"prompt\":\"a cat\"}");

        assertThat(speech.body()).isEqualTo("sound");
        assertThat(speech.headers().firstValue("content-type")).contains("audio/mpeg");
        assertThat(asked.poll(20, TimeUnit.SECONDS)).contains("\"speed\":1.1");
        assertThat(image.statusCode()).isEqualTo(501);
        assertThat(image.body()).contains("not_implemented", "images");
        new CorridorCalls(corridor, key).assertBilled("completed", 5, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "json,application/json",
        "verbose_json,application/json",
        "text,text/plain; charset=utf-8",
        "srt,text/plain; charset=utf-8",
        "vtt,text/vtt; charset=utf-8"
    })
    void aRecordingIsBilledByTheMinuteWhateverTheFormOfTheAnswer(String format, String type) throws Exception {
        HttpResponse<String> answer = upload(
                "/v1/audio/transcriptions",
                "response_format",
                format,
                "temperature",
                "0.2",
                "initial_prompt",
                "names",
                "hotwords",
                "x");
        String sent = asked.poll(20, TimeUnit.SECONDS);
        RequestSettled row = published();

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains(type);
        assertThat(answer.body()).contains("Hello");
        assertThat(row.audioSeconds()).isEqualTo(62);
        assertThat(row.spend()).isEqualTo(Corridor.MINUTE_PRICE.times(2));
        assertThat(sent)
                .contains("name=\"model\"\r\n\r\nvoice\r\n", "name=\"prompt\"\r\n\r\nnames", "name=\"hotwords\"")
                .contains("filename=\"audio.wav\"", "verbose_json")
                .doesNotContain("passwd");
    }

    @Test
    void segmentsLackOfOpenAisFieldsOnlyWhatNoEngineOfOursKnows() throws Exception {
        HttpResponse<String> answer = upload("/v1/audio/transcriptions", "response_format", "verbose_json");

        Set<String> lacking = new TreeSet<>(OpenAiSchema.required("TranscriptionSegment"));
        json(answer).at("/segments/0").propertyNames().forEach(lacking::remove);
        assertThat(lacking).isEqualTo(OpenAiSchema.NOT_TOLD_OF_SEGMENTS);
    }

    @Test
    void anEngineElsewhereIsAskedForTheTimesOfWords() throws Exception {
        HttpResponse<String> answer = upload(
                "/v1/audio/transcriptions",
                "response_format",
                "verbose_json",
                "timestamp_granularities[]",
                "word",
                "timestamp_granularities[]",
                "segment");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(asked.poll(20, TimeUnit.SECONDS))
                .contains("name=\"timestamp_granularities[]\"\r\n\r\nword\r\n")
                .contains("name=\"timestamp_granularities[]\"\r\n\r\nsegment\r\n");
    }

    @Test
    void subtitlesHaveTheirTimesAndNoArrowInTheirTexts() throws Exception {
        assertThat(upload("/v1/audio/transcriptions", "response_format", "srt").body())
                .isEqualTo("1\n00:00:00,000 --> 01:01:01,500\nHello -> there.\n\n");
        assertThat(upload("/v1/audio/translations", "response_format", "vtt").body())
                .isEqualTo("WEBVTT\n\n00:00:00.000 --> 01:01:01.500\nHello -> there.\n\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "response_format|pdf|response_format",
                "temperature|2|temperature",
                "temperature|warm|temperature",
                "language|<script>|language",
                "task|sing|task",
                "timestamp_granularities[]|word|timestamp_granularities"
            })
    void aFormThatIsWrongIsRefusedWithTheField(String name, String value, String param) throws Exception {
        HttpResponse<String> refused = upload("/v1/audio/transcriptions", name, value);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"param\":\"" + param + "\"");
    }

    @Test
    void whatIsNoFormIsRefused() throws Exception {
        String path = "/v1/audio/transcriptions";
        String part = "--b\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\nx\r\n";

        assertThat(form(path, "multipart/form-data; boundary=b", "nothing").statusCode())
                .isEqualTo(400);
        assertThat(form(path, "multipart/form-data; boundary=b", part).body()).contains("breaks off");
        assertThat(form(path, "multipart/form-data; boundary=b", part + "--b--").body())
                .contains("\"param\":\"file\"");
        assertThat(form(path, "multipart/form-data", part).body()).contains("boundary");
        assertThat(form(path, "multipart/form-data; boundary=b", part.repeat(65) + "--b--")
                        .body())
                .contains("64 parts");
        assertThat(form(path, "application/json", "{}").statusCode()).isEqualTo(415);
    }

    private RequestSettled published() {
        Awaitility.await().until(() -> corridor.published(key).size() == 1);
        return corridor.published(key).getFirst();
    }

    private HttpResponse<String> upload(String path, String... fields) throws Exception {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            form.append("--b0\r\nContent-Disposition: form-data; name=\"")
                    .append(fields[i])
                    .append("\"\r\n\r\n")
                    .append(fields[i + 1])
                    .append("\r\n");
        }
        form.append("--b0\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../etc/passwd.WAV\"\r\n")
                .append("Content-Type: audio/wav\r\n\r\n")
                .append(new String(wav(70), StandardCharsets.ISO_8859_1))
                .append("\r\n--b0--\r\n");
        return form(path, "multipart/form-data; boundary=b0", form.toString());
    }

    private HttpResponse<String> form(String path, String type, String body) throws Exception {
        return send(request(path)
                .header("content-type", type)
                .POST(BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.ISO_8859_1))));
    }

    /** So many seconds of silence, 8 samples a second of one byte each. */
    private static byte[] wav(int seconds) {
        int rate = 8;
        return ByteBuffer.allocate(44 + rate * seconds)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(36 + rate * seconds)
                .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(rate)
                .putInt(rate)
                .putShort((short) 1)
                .putShort((short) 8)
                .put("data".getBytes(StandardCharsets.US_ASCII))
                .putInt(rate * seconds)
                .array();
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send(request(path).header("content-type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(corridor.running.uri(path)).header("authorization", "Bearer " + key.secret());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return corridor.send(request.build());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return WireJson.mapper().readTree(answer.body());
    }

    private OpenAIClient client() {
        return OpenAIOkHttpClient.builder()
                .baseUrl(corridor.running.uri("/v1").toString())
                .apiKey(key.secret())
                .maxRetries(0)
                .sslSocketFactory(corridor.running.sslContext().getSocketFactory())
                .trustManager(corridor.running.trust())
                .build();
    }
}
