package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmaas.api.openai.ChatCompletionRequest;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is drawn from probabilities that are known: 0.5, 0.25, 0.15, 0.07, 0.03. */
class SamplerTest {
    private static final double[] PROBABILITIES = {0.5, 0.25, 0.15, 0.07, 0.03};
    private static final int DRAWS = 20_000;

    @Test
    void withoutLimitsTheProbabilitiesAreTheModels() {
        Map<Integer, Double> drawn = drawn("{\"temperature\": 1}");

        for (int token = 0; token < PROBABILITIES.length; token++) {
            assertThat(drawn.get(token)).isCloseTo(PROBABILITIES[token], within(0.015));
        }
    }

    @Test
    void theTemperatureFlattensOrSharpens() {
        // The square of each, normalised.
        assertThat(drawn("{\"temperature\": 0.5}").get(0)).isCloseTo(0.25 / 0.3408, within(0.015));
        assertThat(drawn("{\"temperature\": 0}")).containsOnlyKeys(0);
    }

    @Test
    void topKAndTopPCutTheTail() {
        assertThat(drawn("{\"temperature\": 1, \"top_k\": 2}").get(0)).isCloseTo(2 / 3.0, within(0.015));
        assertThat(drawn("{\"temperature\": 1, \"top_p\": 0.7}").keySet()).isEqualTo(Set.of(0, 1));
        assertThat(drawn("{\"temperature\": 1, \"top_p\": 0.76}").keySet()).isEqualTo(Set.of(0, 1, 2));
    }

    @Test
    void minPIsRelativeToTheLikeliest() {
        assertThat(drawn("{\"temperature\": 1, \"min_p\": 0.2}").keySet()).isEqualTo(Set.of(0, 1, 2));
    }

    @Test
    void typicalPKeepsWhatSurprisesAsMuchAsExpected() {
        // The entropy is 1.27: nearest to it are 0.25 with 1.39 and 0.5 with 0.69, then 0.15 with 1.90.
        assertThat(drawn("{\"temperature\": 1, \"typical_p\": 0.2}").keySet()).isEqualTo(Set.of(1));
        assertThat(drawn("{\"temperature\": 1, \"typical_p\": 0.5}").keySet()).isEqualTo(Set.of(0, 1));
        assertThat(drawn("{\"temperature\": 1, \"typical_p\": 0.8}").keySet()).isEqualTo(Set.of(0, 1, 2));
    }

    @Test
    void biasesAndPenaltiesChangeTheScores() {
        assertThat(drawn("{\"temperature\": 1, \"logit_bias\": {\"0\": -100}}").keySet())
                .doesNotContain(0);
        assertThat(drawn("{\"temperature\": 0, \"logit_bias\": {\"4\": 50}}")).containsOnlyKeys(4);
        Sampler sampler = sampler("{\"temperature\": 0, \"frequency_penalty\": 0.5}", DRAWS);
        int[] chosen = new int[6];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = sampler.choose(scores());
        }
        // ln 0.5 = -0.69, ln 0.25 = -1.39, ln 0.15 = -1.90: each use costs 0.5.
        assertThat(chosen).containsExactly(0, 0, 1, 0, 1, 2);
    }

    @Test
    void aSeedRepeatsItsDraws() {
        assertThat(drawn("{\"temperature\": 1, \"typical_p\": 0.9, \"top_k\": 4}"))
                .isEqualTo(drawn("{\"temperature\": 1, \"typical_p\": 0.9, \"top_k\": 4}"));
    }

    private static Map<Integer, Double> drawn(String fields) {
        Sampler sampler = sampler(fields, DRAWS);
        Map<Integer, Double> drawn = new TreeMap<>();
        for (int i = 0; i < DRAWS; i++) {
            drawn.merge(sampler.choose(scores()), 1.0 / DRAWS, Double::sum);
        }
        return drawn;
    }

    private static Sampler sampler(String fields, int tokensMax) {
        ChatCompletionRequest request = Guide.greedyWith("Hi", fields);
        Sampling sampling = new RequestRules(request, PROBABILITIES.length).sampling();
        return new Sampler(sampling, new Random(7), PROBABILITIES.length, tokensMax, null);
    }

    private static float[] scores() {
        float[] scores = new float[PROBABILITIES.length];
        for (int token = 0; token < scores.length; token++) {
            scores[token] = (float) Math.log(PROBABILITIES[token]);
        }
        return scores;
    }
}
