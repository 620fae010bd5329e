package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.Embeddings;
import dev.llmaas.api.openai.EmbeddingsRequest;
import dev.llmaas.api.openai.RerankRequest;
import dev.llmaas.api.openai.Reranking;
import dev.llmaas.inference.EngineException.Rejected;
import dev.llmaas.inference.EngineException.Unreachable;
import dev.llmaas.inference.models.Gguf;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LlamaVectorEngineTest {
    private static final List<String> TEXTS = List.of(
            "How do I create an API key?",
            "Comment créer une clé ?",
            "What does a million tokens cost?",
            "Was kostet eine Million Tokens?");

    private static LlamaVectorEngine engine;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() {
        engine = Guide.openVectors(Guide.EMBED_FILE);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void vectorsHaveLengthOneAndTextsOfOneMeaningLieNear() throws InterruptedException {
        Embeddings answer = engine.embed(EmbeddingsRequest.of("guide-embed", TEXTS));

        assertThat(answer.data()).hasSize(4);
        for (Embeddings.Embedding each : answer.data()) {
            float[] vector = each.embedding().numbers();
            assertThat(vector).hasSize(192);
            assertThat(dot(vector, vector)).isCloseTo(1, within(1e-5));
        }
        float[][] vectors = vectors(answer);
        assertThat(dot(vectors[0], vectors[1])).isGreaterThan(dot(vectors[0], vectors[2]) + 0.2);
        assertThat(dot(vectors[2], vectors[3])).isGreaterThan(dot(vectors[1], vectors[3]) + 0.2);
    }

    @Test
    void aVectorIsTheSameAloneAndAmongOthers() throws InterruptedException {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            many.add(TEXTS.get(i % 4));
        }

        float[][] together = vectors(engine.embed(EmbeddingsRequest.of("guide-embed", many)));
        float[] alone = vectors(engine.embed(EmbeddingsRequest.of("guide-embed", TEXTS.subList(2, 3))))[0];

        for (int i = 2; i < 40; i += 4) {
            assertThat(dot(together[i], alone)).isCloseTo(1, within(1e-4));
        }
    }

    @Test
    void tokensAreCountedExactlyAndMayBeGivenInsteadOfTexts() throws InterruptedException {
        List<List<Integer>> tokens =
                TEXTS.stream().map(text -> engine.tokenize(text, true)).toList();
        EmbeddingsRequest request = new EmbeddingsRequest(
                "guide-embed", new EmbeddingsRequest.Input.Tokens(tokens), null, null, null, Map.of());

        Embeddings ofTokens = engine.embed(request);
        Embeddings ofTexts = engine.embed(EmbeddingsRequest.of("guide-embed", TEXTS));

        long count = tokens.stream().mapToLong(List::size).sum();
        assertThat(ofTexts.usage()).isEqualTo(new Embeddings.Tokens(count, count));
        assertThat(ofTokens.usage()).isEqualTo(ofTexts.usage());
        assertThat(dot(vectors(ofTokens)[1], vectors(ofTexts)[1])).isCloseTo(1, within(1e-4));
    }

    @Test
    void aShorterVectorIsTheBeginOfTheLongOneMadeToHaveLengthOne() throws InterruptedException {
        float[] whole = vectors(engine.embed(request("{\"input\": \"a key\"}")))[0];
        float[] cut = vectors(engine.embed(request("{\"input\": \"a key\", \"dimensions\": 64}")))[0];

        double length = Math.sqrt(IntStream.range(0, 64)
                .mapToDouble(i -> (double) whole[i] * whole[i])
                .sum());
        assertThat(cut).hasSize(64);
        assertThat(dot(cut, cut)).isCloseTo(1, within(1e-5));
        assertThat(cut[5]).isCloseTo((float) (whole[5] / length), within(1e-5f));
    }

    @Test
    void base64HoldsTheSameNumbers() throws InterruptedException {
        Embeddings numbers = engine.embed(request("{\"input\": [\"a key\"]}"));
        Embeddings base64 = engine.embed(request("{\"input\": [\"a key\"], \"encoding_format\": \"base64\"}"));

        String json = WireJson.mapper().writeValueAsString(base64);

        assertThat(WireJson.mapper().readTree(json).at("/data/0/embedding").isString())
                .isTrue();
        assertThat(vectors(WireJson.mapper().readValue(json, Embeddings.class))[0])
                .containsExactly(vectors(numbers)[0], within(1e-6f));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "input           | {}",
                "input           | {\"input\": []}",
                "input           | {\"input\": [\"a\", \"\"]}",
                "input           | {\"input\": [[5, 3072]]}",
                "input           | {\"input\": [[5], []]}",
                "encoding_format | {\"input\": \"a\", \"encoding_format\": \"int8\"}",
                "dimensions      | {\"input\": \"a\", \"dimensions\": 0}",
                "dimensions      | {\"input\": \"a\", \"dimensions\": 193}",
            })
    void aFieldOutOfItsBoundsIsNamed(String param, String fields) {
        assertThatThrownBy(() -> engine.embed(request(fields))).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(rejected.param()).contains(param);
        });
    }

    @Test
    void anInputThatIsTooLongIsNamedWithTheBoundAndNothingIsComputed() {
        long before = engine.load().promptTokens();
        List<String> texts = List.of("short", "word ".repeat(600));

        assertThatThrownBy(() -> engine.embed(EmbeddingsRequest.of("guide-embed", texts)))
                .isInstanceOfSatisfying(Rejected.class, rejected -> {
                    assertThat(rejected.code()).isEqualTo(ErrorCode.CONTEXT_LENGTH_EXCEEDED);
                    assertThat(rejected.sentence()).contains("input[1]", "at most 512");
                });
        assertThatThrownBy(() -> engine.embed(
                        EmbeddingsRequest.of("guide-embed", Collections.nCopies(LlamaLimits.INPUTS_MAX + 1, "a"))))
                .hasMessageContaining("at most 2,048 texts, but holds 2,049");
        assertThat(engine.load().promptTokens()).isEqualTo(before);
    }

    @Test
    void questionsFindTheirAnswersAsOftenAsTheCardOfTheModelSays() throws InterruptedException {
        List<Guide.Lesson> all = Guide.lessons("answers");
        List<Guide.Lesson> heldOut = Guide.lessons("heldout");
        List<String> answers = all.stream().map(Guide.Lesson::answer).distinct().toList();
        float[][] known = vectors(engine.embed(EmbeddingsRequest.of("guide-embed", answers)));
        float[][] asked = vectors(engine.embed(EmbeddingsRequest.of(
                "guide-embed", heldOut.stream().map(Guide.Lesson::question).toList())));

        int found = 0;
        for (int i = 0; i < asked.length; i++) {
            found += answers.get(nearest(asked[i], known)).equals(heldOut.get(i).answer()) ? 1 : 0;
        }

        System.out.printf("recall@1 of %d held-out questions: %.3f%n", asked.length, (double) found / asked.length);
        assertThat((double) found / asked.length).isBetween(0.57, 0.63);
    }

    @Test
    void documentsAreOrderedByTheAngleOfTheirVectorsAndTheAnswerSaysSo() throws InterruptedException {
        RerankRequest request = new RerankRequest(
                "guide-embed",
                "How do I create an API key?",
                List.of(
                        RerankRequest.Document.of("The weather is fine."),
                        RerankRequest.Document.of("You create an API key in the console."),
                        RerankRequest.Document.of("A million tokens cost money.")),
                2,
                true,
                Map.of());

        Reranking answer = engine.rerank(request);

        assertThat(answer.results()).hasSize(2);
        assertThat(answer.results().getFirst().index()).isEqualTo(1);
        assertThat(answer.results().getFirst().document())
                .hasToString("{\"text\":\"You create an API key in the console.\"}");
        assertThat(answer.results())
                .extracting(Reranking.Result::relevanceScore)
                .allMatch(s -> s >= 0 && s <= 1);
        assertThat(answer.meta().method()).isEqualTo(Reranking.EMBEDDING);
        assertThat(answer.usage().documents()).isEqualTo(3);
        assertThat(answer.usage().billedUnits().searchUnits()).isEqualTo(1);
        long tokens = engine.tokenize("How do I create an API key?", true).size()
                + request.documents().stream()
                        .mapToLong(document ->
                                engine.tokenize(document.text(), true).size())
                        .sum();
        assertThat(answer.usage().totalTokens()).isEqualTo(tokens);
    }

    @Test
    void whatAnOrderNeedsIsNamedWhenItIsMissing() {
        assertThatThrownBy(() -> engine.rerank(RerankRequest.of("m", " ", List.of("a"))))
                .hasMessageContaining("query");
        assertThatThrownBy(() -> engine.rerank(RerankRequest.of("m", "q", List.of())))
                .hasMessageContaining("at least one document");
        assertThatThrownBy(() -> engine.rerank(WireJson.mapper()
                        .readValue("{\"query\":\"q\",\"documents\":[\"a\",{\"body\":\"b\"}]}", RerankRequest.class)))
                .hasMessageContaining("documents[1]");
        assertThatThrownBy(() -> engine.rerank(RerankRequest.of("m", "q", List.of("a", "word ".repeat(600)))))
                .hasMessageContaining("documents[1]")
                .hasMessageContaining("512");
    }

    @Test
    void aHeadForRankingGivesTheScoresAndNoEmbeddings() throws Exception {
        float[] weights = {2, -3, 1, 0.5f};
        Path rank = RankModel.write(weights, 0.25f, folder.resolve("rank.gguf"));
        List<String> documents = List.of("The weather is fine.", "You create a key in the console.", "A bill.");

        try (LlamaVectorEngine ranking = Guide.openVectors(rank)) {
            Reranking answer = ranking.rerank(RerankRequest.of("m", "create a key", documents));

            assertThat(answer.meta().method()).isEqualTo(Reranking.RANK);
            assertThat(answer.results())
                    .extracting(Reranking.Result::relevanceScore)
                    .isSortedAccordingTo(Collections.reverseOrder());
            for (Reranking.Result result : answer.results()) {
                double expected = headScore("create a key", documents.get(result.index()), weights);
                assertThat(result.relevanceScore()).isCloseTo(expected, within(0.002));
            }
            assertThatThrownBy(() -> ranking.embed(EmbeddingsRequest.of("m", List.of("a"))))
                    .hasMessageContaining("/v1/rerank");
        }
    }

    /** What the head must say: the first vector of the pair, through a hyperbolic tangent and the weights of the output. */
    private double headScore(String query, String document, float[] weights) throws Exception {
        Path first = RankModel.withPooling(Pooling.CLS, folder.resolve("cls.gguf"));
        LlamaLibrary library = LlamaLibrary.load(LlamaNatives.unpack(Guide.NATIVES));
        try (LlamaModel model = LlamaModel.load(library, first, Gguf.read(first), 0);
                VectorScheduler raw = VectorScheduler.start(
                        model, new LlamaContext.Shape(512, 512, 1, 1, Pooling.CLS), model.width())) {
            float[] vector = raw.compute(List.of(new PairWriter(model, query).pair(document)))[0];
            double sum = 0.25;
            for (int i = 0; i < weights.length; i++) {
                sum += weights[i] * Math.tanh(vector[i]);
            }
            return 1 / (1 + Math.exp(-sum));
        }
    }

    @Test
    void eachPoolingMakesVectorsOfItsOwn() throws Exception {
        List<float[]> vectors = new ArrayList<>();
        for (Pooling pooling : List.of(Pooling.MEAN, Pooling.CLS, Pooling.LAST)) {
            Path file = RankModel.withPooling(pooling, folder.resolve(pooling + ".gguf"));
            try (LlamaVectorEngine each = Guide.openVectors(file)) {
                vectors.add(vectors(each.embed(EmbeddingsRequest.of("m", TEXTS)))[0]);
            }
        }

        assertThat(dot(vectors.get(0), vectors.get(0))).isCloseTo(1, within(1e-5));
        assertThat(dot(vectors.get(0), vectors.get(1))).isLessThan(0.999);
        assertThat(dot(vectors.get(1), vectors.get(2))).isLessThan(0.999);
    }

    @Test
    void manyCallersGetTheirOwnVectorsAndNothingStaysBehind() throws Exception {
        float[][] expected = vectors(engine.embed(EmbeddingsRequest.of("guide-embed", TEXTS)));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<float[][]>> all = new ArrayList<>();
            List<Future<?>> leavers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                List<String> order = new ArrayList<>(TEXTS);
                Collections.rotate(order, i);
                all.add(threads.submit(() -> vectors(engine.embed(EmbeddingsRequest.of("guide-embed", order)))));
                if (i % 10 == 0) {
                    leavers.add(threads.submit(() ->
                            engine.embed(EmbeddingsRequest.of("guide-embed", Collections.nCopies(500, "leave")))));
                }
            }
            leavers.forEach(leaver -> leaver.cancel(true));
            for (int i = 0; i < 100; i++) {
                float[][] vectors = all.get(i).get();
                assertThat(dot(vectors[i % 4], expected[0])).isCloseTo(1, within(1e-4));
            }
        }
        engine.embed(EmbeddingsRequest.of("guide-embed", List.of("last")));

        assertThat(engine.load().waiting()).isZero();
    }

    @Test
    void tokensBecomeTextAgainAndConversationsAreRefused() {
        String text = "how do i create a key";

        assertThat(engine.detokenize(engine.tokenize(text, false)).strip()).isEqualTo(text);
        assertThatThrownBy(() -> engine.detokenize(List.of(1, 3072))).hasMessageContaining("token 1 is 3072");
        assertThatThrownBy(() -> engine.tokenize(Guide.greedy("hello"))).hasMessageContaining("conversations");
        assertThat(engine.contextTokens()).isEqualTo(512);
    }

    @Test
    void aClosedEngineTakesNothing() {
        LlamaVectorEngine closed = Guide.openVectors(Guide.EMBED_FILE);
        closed.close();
        closed.close();

        assertThatThrownBy(() -> closed.embed(EmbeddingsRequest.of("m", TEXTS))).isInstanceOf(Unreachable.class);
    }

    private static EmbeddingsRequest request(String json) {
        return WireJson.mapper().readValue(json, EmbeddingsRequest.class);
    }

    private static float[][] vectors(Embeddings answer) {
        return answer.data().stream().map(each -> each.embedding().numbers()).toArray(float[][]::new);
    }

    private static int nearest(float[] vector, float[][] known) {
        int best = 0;
        for (int i = 1; i < known.length; i++) {
            best = dot(vector, known[i]) > dot(vector, known[best]) ? i : best;
        }
        return best;
    }

    private static double dot(float[] first, float[] second) {
        double sum = 0;
        for (int i = 0; i < first.length; i++) {
            sum += (double) first[i] * second[i];
        }
        return sum;
    }
}
