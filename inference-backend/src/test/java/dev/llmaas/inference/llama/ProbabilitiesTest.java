package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.Logprobs;
import dev.llmaas.inference.llama.Guide.Reply;
import dev.llmaas.inference.models.Gguf;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Probabilities that are told, beside a softmax of the model's own scores. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProbabilitiesTest {
    private static LlamaModel model;
    private static Vocabulary vocabulary;

    @BeforeAll
    static void open() {
        LlamaLibrary library = LlamaLibrary.load(LlamaNatives.unpack(Guide.NATIVES));
        model = LlamaModel.load(library, Guide.FILE, Gguf.read(Guide.FILE), 0);
        vocabulary = Vocabulary.of(model, "");
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void theyAreTheLogarithmsOfTheSoftmaxOfScores() {
        long seed = System.nanoTime();
        System.err.println("ProbabilitiesTest seed=" + seed);
        Random random = new Random(seed);
        float[] scores = new float[vocabulary.size()];
        for (int i = 0; i < 20; i++) {
            for (int token = 0; token < scores.length; token++) {
                scores[token] = (float) random.nextGaussian(random.nextInt(40), 1 + i);
            }
            double[] expected = softmax(scores);
            int token = random.nextInt(scores.length);

            Logprobs.Token told = Probabilities.of(scores, token, 20, vocabulary);

            assertThat(Math.exp(told.logprob())).isCloseTo(expected[token], within(1e-9));
            List<Integer> best = best(scores, 20);
            assertThat(told.topLogprobs()).hasSize(20);
            for (int place = 0; place < 20; place++) {
                Logprobs.TopToken other = told.topLogprobs().get(place);
                assertThat(Math.exp(other.logprob())).isCloseTo(expected[best.get(place)], within(1e-9));
                assertThat(other.bytes()).isEqualTo(bytes(best.get(place)));
            }
        }
    }

    @Test
    void thoseOfAnAnswerAreTheModelsBeforeTemperatureBiasesAndPenalties() throws InterruptedException {
        ChatCompletionRequest request = Guide.greedyWith("What is this platform?", """
                {"logprobs": true, "top_logprobs": 5, "max_tokens": 24, "temperature": 1.7, "seed": 11, "min_p": 0.2,
                 "presence_penalty": 1.5, "frequency_penalty": 0.7, "repetition_penalty": 1.6, "logit_bias": {"70": 3}}""");
        Reply reply;
        int[] prompt;
        try (LlamaEngine engine = Guide.open(1, 512)) {
            prompt = Tokens.array(engine.tokenize(request), vocabulary.size(), "messages");
            reply = Guide.reply(engine, request);
        }

        List<Logprobs.Token> told = reply.chunks().stream()
                .map(chunk -> chunk.choices().getFirst().logprobs())
                .filter(Objects::nonNull)
                .flatMap(logprobs -> logprobs.content().stream())
                .toList();
        assertThat(told).hasSize((int) reply.usage().completionTokens()).hasSizeGreaterThan(5);
        int[] answer = tokens(told);
        List<float[]> scores = scores(prompt, answer);
        for (int i = 0; i < answer.length; i++) {
            double[] expected = softmax(scores.get(i));
            Logprobs.Token token = told.get(i);
            // Scores differ in their last bits with the number of tokens that share a step.
            assertThat(token.logprob()).as("token %d", i).isCloseTo(Math.log(expected[answer[i]]), within(0.02));
            List<Integer> best = best(scores.get(i), 5);
            for (int place = 0; place < 5; place++) {
                assertThat(token.topLogprobs().get(place).logprob())
                        .as("token %d, place %d", i, place)
                        .isCloseTo(Math.log(expected[best.get(place)]), within(0.02));
            }
        }
    }

    /** The scores from which each token of an answer was drawn, computed in one go. */
    private static List<float[]> scores(int[] prompt, int[] answer) {
        try (LlamaContext context = new LlamaContext(model, new LlamaContext.Shape(512, 512, 1, 1))) {
            int[] all =
                    IntStream.concat(IntStream.of(prompt), IntStream.of(answer)).toArray();
            for (int at = 0; at < all.length; at++) {
                context.add(all[at], 0, at, at >= prompt.length - 1);
            }
            assertThat(context.decode()).isZero();
            return IntStream.range(0, answer.length)
                    .mapToObj(i -> {
                        float[] scores = new float[vocabulary.size()];
                        context.scores(prompt.length - 1 + i, scores);
                        return scores;
                    })
                    .toList();
        }
    }

    private static double[] softmax(float[] scores) {
        double most = IntStream.range(0, scores.length)
                .mapToDouble(i -> scores[i])
                .max()
                .orElseThrow();
        double[] weights = IntStream.range(0, scores.length)
                .mapToDouble(i -> Math.exp(scores[i] - most))
                .toArray();
        double sum =
                IntStream.range(0, weights.length).mapToDouble(i -> weights[i]).sum();
        return IntStream.range(0, weights.length)
                .mapToDouble(i -> weights[i] / sum)
                .toArray();
    }

    private static List<Integer> best(float[] scores, int count) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparing((Integer token) -> -scores[token]))
                .limit(count)
                .toList();
    }

    /** The tokens of an answer, by their bytes. */
    private static int[] tokens(List<Logprobs.Token> told) {
        Map<List<Integer>, Integer> known = new HashMap<>();
        for (int token = 0; token < vocabulary.size(); token++) {
            known.putIfAbsent(bytes(token), token);
        }
        return told.stream().mapToInt(token -> known.get(token.bytes())).toArray();
    }

    private static List<Integer> bytes(int token) {
        byte[] piece = vocabulary.piece(token);
        return IntStream.range(0, piece.length)
                .map(i -> piece[i] & 0xFF)
                .boxed()
                .toList();
    }
}
