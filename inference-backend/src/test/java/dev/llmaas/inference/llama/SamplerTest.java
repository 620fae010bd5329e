package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmaas.api.openai.ChatCompletionRequest;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
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
        // ln 0.5 = -0.69, ln 0.25 = -1.39, ln 0.15 = -1.90: each use costs 0.5.
        assertThat(chosen(sampler, 6, SamplerTest::scores)).containsExactly(0, 0, 1, 0, 1, 2);
    }

    @Test
    void aPresencePenaltyIsTakenOnceHoweverOftenATokenWasUsed() {
        Sampler sampler = sampler("{\"temperature\": 0, \"presence_penalty\": 1}", DRAWS);

        // ln 0.5 - 1 = -1.69 is below ln 0.25 = -1.39, but stays above ln 0.25 - 1 and ln 0.15 = -1.90 for good.
        assertThat(chosen(sampler, 6, SamplerTest::scores)).containsExactly(0, 1, 0, 0, 0, 0);
    }

    @Test
    void aRepetitionPenaltyDividesScoresAboveZeroAndMultipliesThoseBelow() {
        String fields = "{\"temperature\": 0, \"repetition_penalty\": 2}";

        // -0.7 becomes -1.4 and -1.3 becomes -2.6; 4 becomes 2, above 1.5 of the one that was 3.
        assertThat(chosen(sampler(fields, DRAWS), 3, () -> new float[] {-0.7f, -1.3f, -1.35f, -5, -5}))
                .containsExactly(0, 1, 2);
        assertThat(chosen(sampler(fields, DRAWS), 4, () -> new float[] {4, 3, 1.8f, 0, 0}))
                .containsExactly(0, 1, 0, 0);
    }

    @Test
    void penaltiesAddUpOnTheScoresOfUsedTokensOnly() {
        Sampler sampler = sampler("""
                {"temperature": 0, "repetition_penalty": 1.25, "presence_penalty": 0.25, "frequency_penalty": 0.125,
                 "logit_bias": {"3": 10}}""", DRAWS);
        chosen(sampler, 2, () -> new float[] {50, 0, 0, 0, 0});
        chosen(sampler, 1, () -> new float[] {0, -50, 0, 25, 0});
        float[] scores = {10, 9, 8, -15, 7};

        sampler.choose(scores);

        assertThat(scores)
                .containsExactly(
                        new float[] {10 / 1.25f - 0.25f - 2 * 0.125f, 9, 8, -5 * 1.25f - 0.25f - 0.125f, 7},
                        within(1e-5f));
    }

    @Test
    void aSeedRepeatsItsDraws() {
        assertThat(drawn("{\"temperature\": 1, \"typical_p\": 0.9, \"top_k\": 4}"))
                .isEqualTo(drawn("{\"temperature\": 1, \"typical_p\": 0.9, \"top_k\": 4}"));
    }

    private static int[] chosen(Sampler sampler, int count, Supplier<float[]> scores) {
        return IntStream.range(0, count)
                .map(each -> sampler.choose(scores.get()))
                .toArray();
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
