package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.inference.EngineException.Overloaded;
import dev.llmaas.inference.EngineException.Unreachable;
import dev.llmaas.inference.Generation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class WaitingLineTest {
    private static final double NANOS_PER_TOKEN = 1_000_000;

    private final WaitingLine line = new WaitingLine();

    @Test
    void aShortRequestPassesALongOneThatCameAMomentAgo() {
        add("long", 2_000, 0);
        add("short", 10, 500);

        assertThat(next()).isEqualTo("short");
        assertThat(next()).isEqualTo("long");
    }

    @Test
    void aLongRequestIsNotPassedByWhatComesLater() {
        add("long", 2_000, 0);
        add("short", 10, 2_000);

        assertThat(next()).isEqualTo("long");
    }

    @Test
    void nothingIsPassedByWhatComesLaterThanTheBoundAndNobodyStarves() {
        long seed = new SplittableRandom().nextLong();
        System.out.println("WaitingLineTest.nobodyStarves seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Long> came = new LinkedHashMap<>();
        List<String> served = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < 5_000; i++) {
            now += random.nextInt(400);
            if (random.nextInt(100) < 52 && line.tasks() < LlamaLimits.QUEUE_MAX) {
                came.put("r" + i, now);
                add("r" + i, random.nextInt(10) == 0 ? 1_000_000 : 1 + random.nextInt(8_000), now);
            } else if (line.tasks() > 0) {
                String id = next();
                for (Map.Entry<String, Long> waiting : came.entrySet()) {
                    long passedBy = came.get(id) - waiting.getValue();
                    boolean passed = !served.contains(waiting.getKey())
                            && !waiting.getKey().equals(id);
                    assertThat(passed && passedBy > LlamaLimits.PASSED_WITHIN_MAX.toMillis())
                            .as("%s passed %s", id, waiting.getKey())
                            .isFalse();
                }
                came.remove(id);
                served.add(id);
            }
        }
        assertThat(served).hasSizeGreaterThan(1_000);
    }

    @Test
    void aFullLineTellsThePlaceAndTheWait() {
        for (int i = 0; i < LlamaLimits.QUEUE_MAX; i++) {
            add("r" + i, 1, i);
        }

        assertThatThrownBy(() -> add("late", 1, 999))
                .isInstanceOf(Overloaded.class)
                .hasMessageContaining("number 257")
                .hasMessageContaining("about 128 s");
        assertThat(line.tasks()).isEqualTo(LlamaLimits.QUEUE_MAX);
    }

    @Test
    void aRequestOfSeveralAnswersCountsOnceAndAClosedLineRefuses() {
        ChatTask task = task("three", 5);
        line.add(List.of(answer(task, 0), answer(task, 1), answer(task, 2)), 0, 0, ahead -> Duration.ZERO);
        assertThat(line.tasks()).isEqualTo(1);
        next();
        assertThat(line.tasks()).isZero();

        List<Answer> left = line.close(new Unreachable(Unreachable.Why.DOWN, "closed"));

        assertThat(left).hasSize(2);
        assertThatThrownBy(() -> add("late", 1, 0)).isInstanceOf(Unreachable.class);
    }

    private void add(String id, int tokens, long atMs) {
        line.add(
                List.of(answer(task(id, tokens), 0)),
                Duration.ofMillis(atMs).toNanos(),
                NANOS_PER_TOKEN,
                ahead -> Duration.ofMillis(500L * ahead));
    }

    private static ChatTask task(String id, int tokens) {
        return new ChatTask(Generation.unlimited(id), new int[tokens], 3, () -> {});
    }

    private static Answer answer(ChatTask task, int choice) {
        Sampling sampling = new Sampling(0, 1, 0, 0, 1, 0, 0, 1, Map.of(), Sampling.Ends.PLAIN, false, false, 0);
        return new Answer(task, choice, new Sampler(sampling, RandomGenerator.getDefault(), 8, 8, null), List.of(), 8);
    }

    private String next() {
        WaitingLine.Admitted<Integer> next = line.next(answer -> 1);
        return next == null ? "" : next.answer().task().generation().requestId();
    }
}
