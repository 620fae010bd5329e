package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.inference.EngineException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Whatever the rules let through, each token that is drawn is one that the model holds possible. */
class ExtremeSamplingTest {
    private static final int REQUESTS = 2_000;
    private static final int TOKENS = 60;
    private static final int VOCABULARY = 40;
    private static final double[] TEMPERATURES = {0, Double.MIN_VALUE, 1e-300, 1e-40, 1e-7, 1, 2};
    private static final double[] PARTS = {Double.MIN_VALUE, 1e-300, 1e-9, 0.5, Math.nextDown(1.0), 1};
    private static final double[] PENALTIES = {-2, -Double.MIN_VALUE, 0, 1e-300, 2};
    private static final double[] REPETITIONS = {0.01, 0.5, 1, Math.nextUp(1.0), 2};
    private static final int[] TOPS = {-1, 0, 1, 7, Integer.MAX_VALUE};
    private static final long[] SEEDS = {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE};
    private static final float[] SCALES = {Float.MIN_VALUE, 1e-30f, 1, 30, 1e6f, 1e30f, Float.MAX_VALUE};

    @Test
    void extremeWishesNeverMakeScoresThatAreNoNumbers() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < REQUESTS; i++) {
            ChatCompletionRequest request = request(random);
            Sampling sampling = new RequestRules(request, VOCABULARY).sampling();
            Sampler sampler = new Sampler(sampling, LlamaEngine.random(request, 1), VOCABULARY, TOKENS, null);
            float scale = SCALES[random.nextInt(SCALES.length)];
            for (int drawn = 0; drawn < TOKENS; drawn++) {
                float[] scores = scores(random, scale);
                float[] before = scores.clone();

                int token = sampler.choose(scores);

                String about = "seed %d, request %d, token %d: %s".formatted(seed, i, drawn, sampling);
                assertThat(before[token]).as(about).isGreaterThan(Float.NEGATIVE_INFINITY);
                for (int other = 0; other < VOCABULARY; other++) {
                    assertThat(Float.isFinite(scores[other])).as(about).isEqualTo(Float.isFinite(before[other]));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void scoresThatAreNoNumbersAreAnErrorOfTheEngine(float value) {
        float[] scores = new float[VOCABULARY];
        Arrays.fill(scores, value);

        assertThatThrownBy(() -> sampler("{}").choose(scores)).isInstanceOf(EngineException.Broken.class);
    }

    @Test
    void oneScoreThatIsNoNumberIsAnErrorOfTheEngine() {
        float[] scores = new float[VOCABULARY];
        scores[VOCABULARY - 1] = Float.NaN;

        assertThatThrownBy(() -> sampler("{\"temperature\": 1}").choose(scores))
                .isInstanceOf(EngineException.Broken.class);
    }

    private static Sampler sampler(String fields) {
        Sampling sampling = new RequestRules(Guide.greedyWith("Hi", fields), VOCABULARY).sampling();
        return new Sampler(sampling, new Random(7), VOCABULARY, TOKENS, null);
    }

    private static ChatCompletionRequest request(Random random) {
        ObjectNode fields = WireJson.mapper().createObjectNode();
        fields.put("temperature", one(TEMPERATURES, random));
        fields.put("top_p", one(PARTS, random));
        fields.put("min_p", random.nextBoolean() ? 0 : one(PARTS, random));
        fields.put("typical_p", one(PARTS, random));
        fields.put("top_k", TOPS[random.nextInt(TOPS.length)]);
        fields.put("frequency_penalty", one(PENALTIES, random));
        fields.put("presence_penalty", one(PENALTIES, random));
        fields.put(random.nextBoolean() ? "repeat_penalty" : "repetition_penalty", one(REPETITIONS, random));
        fields.put("seed", SEEDS[random.nextInt(SEEDS.length)]);
        ObjectNode biases = fields.putObject("logit_bias");
        for (int count = random.nextInt(VOCABULARY); count > 0; count--) {
            biases.put(Integer.toString(random.nextInt(VOCABULARY)), random.nextBoolean() ? 100 : -100);
        }
        return Guide.greedyWith("Hi", fields.toString());
    }

    private static double one(double[] values, Random random) {
        return values[random.nextInt(values.length)];
    }

    private static float[] scores(Random random, float scale) {
        float[] scores = new float[VOCABULARY];
        for (int token = 0; token < VOCABULARY; token++) {
            boolean impossible = token > 0 && random.nextInt(5) == 0;
            scores[token] = impossible ? Float.NEGATIVE_INFINITY : (2 * random.nextFloat() - 1) * scale;
        }
        return scores;
    }
}
