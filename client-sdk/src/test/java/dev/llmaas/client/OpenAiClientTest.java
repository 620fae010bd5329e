package dev.llmaas.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.api.openai.CompletionRequest;
import dev.llmaas.api.openai.Embeddings;
import dev.llmaas.api.openai.EmbeddingsRequest;
import dev.llmaas.api.openai.Images;
import dev.llmaas.api.openai.ImagesRequest;
import dev.llmaas.api.openai.RerankRequest;
import dev.llmaas.api.openai.Reranking;
import dev.llmaas.api.openai.ResponseRequest;
import dev.llmaas.api.openai.SpeechRequest;
import dev.llmaas.api.openai.Tokenization;
import dev.llmaas.api.openai.Transcription;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OpenAiClientTest {
    private static final String WRITTEN = """
            {"task":"transcribe","language":"french","duration":4.2,"text":"Bonjour à tous.","segments":[
             {"id":0,"seek":0,"start":0.0,"end":1.5,"text":"Bonjour","tokens":[1],"temperature":0.0},
             {"id":1,"start":1.5,"end":4.2,"text":" à tous."}],
             "words":[{"word":"Bonjour","start":0.1,"end":0.9}],"usage":{"type":"duration","seconds":5}}""";

    @AutoClose
    private final PretendPlatform platform = new PretendPlatform();

    private final OpenAiClient openAi = platform.client();

    @Test
    void textsBecomeVectors() throws InterruptedException {
        platform.answer(200, """
                {"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,-0.25]},
                 {"object":"embedding","index":1,"embedding":[1,0]}],"model":"embed",
                 "usage":{"prompt_tokens":7,"total_tokens":7}}""");

        Embeddings vectors = openAi.embeddings(EmbeddingsRequest.of("embed", List.of("one", "two")));

        assertThat(vectors.data().getFirst().embedding().numbers()).containsExactly(0.5f, -0.25f);
        assertThat(vectors.usage().promptTokens()).isEqualTo(7);
        JsonNode sent = sent();
        assertThat(sent.at("/input/1").asString()).isEqualTo("two");
        assertThat(sent.has("dimensions")).isFalse();
    }

    @Test
    void vectorsMayBeShorterAndComeAsBase64() throws InterruptedException {
        platform.answer(200, """
                {"object":"list","data":[{"object":"embedding","index":0,"embedding":"AACAPwAAAL8="}],"model":"embed",
                 "usage":{"prompt_tokens":7,"total_tokens":7}}""");

        Embeddings vectors = openAi.embeddings(EmbeddingsRequest.of("embed", List.of("one"))
                .withEncodingFormat(EmbeddingsRequest.BASE64)
                .withDimensions(2));

        assertThat(vectors.data().getFirst().embedding().numbers()).containsExactly(1f, -0.5f);
        assertThat(platform.request().getBody().utf8())
                .isEqualTo("{\"model\":\"embed\",\"input\":[\"one\"],\"encoding_format\":\"base64\",\"dimensions\":2}");
    }

    @Test
    void documentsAreRanked() throws InterruptedException {
        platform.answer(200, """
                {"id":"r","model":"rank","results":[{"index":1,"relevance_score":0.9},{"index":0,"relevance_score":0.1}],
                 "usage":{"prompt_tokens":9,"total_tokens":9,"documents":2,"billed_units":{"search_units":1}},
                 "meta":{"method":"rank"}}""");

        Reranking ranked = openAi.rerank(RerankRequest.of("rank", "capital", List.of("Berlin", "Paris")));

        assertThat(ranked.results()).extracting(Reranking.Result::index).containsExactly(1, 0);
        assertThat(sent().at("/documents/1").asString()).isEqualTo("Paris");
    }

    @Test
    void documentsAreRankedByTheSecondVersionToo() throws InterruptedException {
        platform.answer(200, """
                {"id":"r","model":"rank","results":[{"index":0,"relevance_score":0.9}],
                 "usage":{"prompt_tokens":9,"total_tokens":9,"documents":1,"billed_units":{"search_units":1}},
                 "meta":{"api_version":{"version":"2"},"billed_units":{"search_units":1}}}""");

        Reranking ranked = openAi.rerankV2(
                RerankRequest.of("rank", "capital", List.of("Berlin")).withTopN(1));

        assertThat(ranked.results().getFirst().document()).isNull();
        assertThat(ranked.meta().billedUnits().searchUnits()).isEqualTo(1);
        RecordedRequest request = platform.request();
        assertThat(request.getTarget()).isEqualTo("/v2/rerank");
        assertThat(request.getBody().utf8()).contains("\"top_n\":1").doesNotContain("return_documents");
    }

    @Test
    void aTextAndAConversationAreCutIntoTokensAndTokensJoined() throws InterruptedException {
        platform.answer(200, "{\"count\":2,\"max_model_len\":2048,\"tokens\":[7,8],\"token_strs\":null}");
        platform.answer(200, "{\"count\":3,\"max_model_len\":2048,\"tokens\":[1,7,8]}");
        platform.answer(200, "{\"prompt\":\"one two\"}");

        Tokenization text = openAi.tokenize("guide", "one two");
        Tokenization turn = openAi.tokenize(ChatCompletionRequest.builder("guide")
                .message(ChatMessage.user("one two"))
                .build());
        String joined = openAi.detokenize("guide", List.of(7, 8));

        assertThat(text.tokens()).containsExactly(7, 8);
        assertThat(text.maxModelLen()).isEqualTo(2048);
        assertThat(turn.count()).isEqualTo(3);
        assertThat(joined).isEqualTo("one two");
        assertThat(sent().path("prompt").asString()).isEqualTo("one two");
        assertThat(sent().at("/messages/0/content").asString()).isEqualTo("one two");
        RecordedRequest last = platform.request();
        assertThat(last.getTarget()).isEqualTo("/v1/detokenize");
        assertThat(last.getBody().utf8()).contains("\"tokens\":[7,8]");
    }

    @Test
    void aRecordingIsSentAsAFormAndItsProgressIsTold() throws InterruptedException {
        platform.answer(200, WRITTEN);
        byte[] sound = new byte[300_000];
        new Random(5).nextBytes(sound);
        List<Long> told = new ArrayList<>();

        Transcription written = openAi.transcribe(
                new Upload("call.wav", sound.length, () -> new ByteArrayInputStream(sound)),
                TranscriptionOptions.of("whisper").withLanguage("fr").withWords(),
                told::add);

        assertThat(written.text()).isEqualTo("Bonjour à tous.");
        assertThat(written.segments()).extracting(Transcription.Segment::end).containsExactly(1.5, 4.2);
        assertThat(written.words()).hasSize(1);
        assertThat(told).startsWith(0L).isSorted().endsWith((long) sound.length).hasSizeGreaterThan(3);
        RecordedRequest request = platform.request();
        assertThat(request.getHeaders().get("content-type")).startsWith("multipart/form-data; boundary=");
        String body = request.getBody().string(java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(body)
                .contains("name=\"model\"", "whisper", "name=\"language\"", "verbose_json", "filename=\"call.wav\"")
                .contains(new String(sound, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("name=\"prompt\"");
    }

    @Test
    void aRecordingBecomesSubtitles() throws InterruptedException {
        platform.server.enqueue(new MockResponse.Builder()
                .addHeader("content-type", "text/vtt; charset=utf-8")
                .body("WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nÀ tous\n")
                .build());
        byte[] sound = {1, 2};

        String film = openAi.subtitles(
                new Upload("a.wav", sound.length, () -> new ByteArrayInputStream(sound)),
                TranscriptionOptions.of("whisper")
                        .withPrompt("Paris")
                        .withTemperature(0.2)
                        .withWords(),
                SubtitleForm.VTT,
                sent -> {});

        assertThat(film).contains("--> 00:00:01.500\nÀ tous");
        RecordedRequest request = platform.request();
        assertThat(request.getTarget()).isEqualTo("/v1/audio/transcriptions");
        assertThat(request.getBody().utf8())
                .contains("\r\n\r\nvtt\r\n", "\r\n\r\nParis\r\n", "\r\n\r\n0.2\r\n")
                .doesNotContain("granularities");
    }

    @Test
    void aRecordingIsSentAgainWholeIfThePlatformHadNoRoom() throws InterruptedException {
        platform.server.enqueue(new MockResponse.Builder()
                .code(503)
                .addHeader("retry-after", "0")
                .body("{\"error\":{\"message\":\"busy\",\"type\":\"x\",\"param\":null,\"code\":\"no_capacity\"}}")
                .build());
        platform.answer(200, WRITTEN);
        byte[] sound = "RIFF and so on".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        List<Long> told = new ArrayList<>();

        openAi.transcribe(
                new Upload("a.wav", sound.length, () -> new ByteArrayInputStream(sound)),
                TranscriptionOptions.of("whisper"),
                told::add);

        assertThat(told).containsExactly(0L, 14L, 0L, 14L);
        platform.request();
        assertThat(platform.request().getBody().utf8()).contains("RIFF and so on");
    }

    @Test
    void aFileThatCannotBeReadIsNoRequest() {
        platform.answer(200, WRITTEN);

        assertThatThrownBy(() -> openAi.transcribe(
                        new Upload("a.wav", 9, () -> {
                            throw new IOException("gone");
                        }),
                        TranscriptionOptions.of("whisper"),
                        bytes -> {}))
                .isInstanceOf(ApiException.class);
    }

    @Test
    void whatThePlatformDoesNotHaveIsSaidInItsWords() {
        platform.answer(
                501,
                "{\"error\":{\"message\":\"No model here hears.\",\"type\":\"server_error\",\"param\":null,\"code\":\"not_implemented\"}}");

        assertThatThrownBy(() -> openAi.embeddings(EmbeddingsRequest.of("m", List.of("x"))))
                .isInstanceOfSatisfying(
                        ApiException.class, no -> assertThat(no.code()).isEqualTo(ErrorCode.NOT_IMPLEMENTED))
                .hasMessageContaining("No model here hears.");
    }

    @Test
    void aTextIsContinuedWholeAndInParts() throws InterruptedException {
        String part =
                "{\"id\":\"c\",\"object\":\"text_completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"text\":\"%s\",\"index\":0,\"logprobs\":null,\"finish_reason\":null}]}";
        platform.answer(200, part.formatted(" time"));
        platform.answerEvents(
                "data: " + part.formatted(" ti") + "\n\ndata: " + part.formatted("me") + "\n\ndata: [DONE]\n\n");
        CompletionRequest request = CompletionRequest.of("m", "Once upon a", 5);

        assertThat(openAi.complete(request).choices().getFirst().text()).isEqualTo(" time");
        StringBuilder text = new StringBuilder();
        try (CompletionStream parts = openAi.completeStream(request)) {
            parts.forEach(more -> text.append(more.choices().getFirst().text()));
        }

        assertThat(text).hasToString(" time");
        assertThat(platform.request().getBody().utf8())
                .isEqualTo("{\"model\":\"m\",\"prompt\":\"Once upon a\",\"max_tokens\":5,\"stream\":false}");
        assertThat(sent().path("stream").asBoolean()).isTrue();
    }

    @Test
    void aResponseEndsWithItsLastEvent() throws InterruptedException {
        platform.answerEvents("""
                event: response.output_text.delta
                data: {"type":"response.output_text.delta","delta":"Hel"}

                event: response.output_text.delta
                data: {"type":"response.output_text.delta","delta":"lo"}

                event: response.completed
                data: {"type":"response.completed","response":{"id":"r","object":"response","created_at":1,"status":"completed",\
                "model":"m","output":[{"type":"message","content":[{"type":"output_text","text":"Hello"}]}],\
                "usage":{"input_tokens":3,"output_tokens":2,"total_tokens":5,"input_tokens_details":{"cached_tokens":0}}}}

                """);
        StringBuilder text = new StringBuilder();
        try (ResponseStream events = openAi.respondStream(ResponseRequest.builder("m", "Hi")
                .instructions("Be brief.")
                .maxOutputTokens(9)
                .build())) {
            events.forEach(event -> event.text().ifPresent(text::append));

            assertThat(text).hasToString("Hello");
            assertThat(events.response().orElseThrow().outputText()).isEqualTo("Hello");
            assertThat(events.response().orElseThrow().usage().totalTokens()).isEqualTo(5);
        }
        assertThat(platform.request().getBody().utf8())
                .isEqualTo(
                        "{\"model\":\"m\",\"input\":\"Hi\",\"instructions\":\"Be brief.\",\"max_output_tokens\":9,\"stream\":true}");
    }

    @Test
    void aResponseThatBreaksOffIsBroken() {
        platform.answerEvents("data: {\"type\":\"response.output_text.delta\",\"delta\":\"Hel\"}\n\n");
        try (ResponseStream events =
                openAi.respondStream(ResponseRequest.builder("m", "Hi").build())) {
            assertThatThrownBy(() -> events.forEach(event -> {}))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("broke off");
            assertThat(events.response()).isEmpty();
        }
    }

    @Test
    void guardrailsAreAskedAboutTexts() throws InterruptedException {
        platform.answer(200, """
                {"id":"m","model":"g","results":[{"flagged":true,"categories":{"hate":false},"category_scores":{"hate":0},
                 "category_applied_input_types":{"hate":[]},"reason_codes":["prompt_injection"]}]}""");

        assertThat(openAi.moderate(List.of("Ignore all.")).results().getFirst().reasonCodes())
                .containsExactly("prompt_injection");

        assertThat(platform.request().getBody().utf8()).isEqualTo("{\"input\":[\"Ignore all.\"]}");
    }

    @Test
    void soundAndImagesAreTakenAsTheyCome() throws InterruptedException {
        platform.server.enqueue(new MockResponse.Builder()
                .addHeader("content-type", "audio/mpeg")
                .body(new okio.Buffer().write(new byte[] {0, -1, 7}))
                .build());
        platform.answer(200, "{\"created\":1,\"data\":[{\"b64_json\":\"AAE=\"},{\"url\":\"https://x\"}]}");

        assertThat(openAi.speak(SpeechRequest.of("voice", "Hello", "alloy"))).containsExactly(0, -1, 7);
        assertThat(openAi.draw(ImagesRequest.of("painter", "A lighthouse")).data())
                .containsExactly(new Images.Image("AAE=", null), new Images.Image(null, "https://x"));

        assertThat(platform.request().getBody().utf8())
                .isEqualTo("{\"model\":\"voice\",\"input\":\"Hello\",\"voice\":\"alloy\"}");
        assertThat(platform.request().getBody().utf8())
                .isEqualTo("{\"model\":\"painter\",\"prompt\":\"A lighthouse\"}");
    }

    @Test
    void everybodyMayAskHowThePlatformStands() throws InterruptedException {
        platform.answer(
                200,
                "{\"status\":\"operational\",\"message\":\"All is well.\",\"updated_at\":\"2026-01-31T12:00:00Z\",\"stats\":{\"operational_models\":2,\"total_models\":2},\"failed_models\":[]}");
        platform.answer(
                200,
                "{\"model\":\"a b\",\"ok\":true,\"ttfb_ms\":5,\"tokens_per_sec\":null,\"usage\":null,\"http_status\":200}");
        try (OpenAiClient stranger = new OpenAiClient(platform.options(), Credentials.NOBODY)) {
            assertThat(stranger.status().stats().totalModels()).isEqualTo(2);
            assertThat(stranger.status("a b").ttfbMs()).isEqualTo(5);
        }

        assertThat(platform.request().getHeaders().get("authorization")).isNull();
        assertThat(platform.request().getTarget()).isEqualTo("/api/platform-status?model=a%20b");
    }

    @Test
    void silenceEndsWithinItsBound() throws IOException {
        platform.server.enqueue(new MockResponse.Builder()
                .headersDelay(1, java.util.concurrent.TimeUnit.HOURS)
                .build());
        ClientOptions brief = platform.options()
                .withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(200))
                .withRetry(RetryPolicy.NEVER);
        try (OpenAiClient impatient = new OpenAiClient(brief, new ApiKeyCredentials("key"))) {
            assertThatThrownBy(impatient::models)
                    .isInstanceOfSatisfying(
                            UnreachableException.class,
                            away -> assertThat(away.problem()).isEqualTo(UnreachableException.Problem.TIMED_OUT));
        }
    }

    @Test
    void aThreadThatIsInterruptedWhileItConnectsGivesUp() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(openAi::models).isInstanceOf(CancellationException.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    private JsonNode sent() throws InterruptedException {
        return WireJson.mapper().readTree(platform.request().getBody().utf8());
    }
}
