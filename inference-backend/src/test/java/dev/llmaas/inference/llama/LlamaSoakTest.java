package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.inference.EngineException;
import dev.llmaas.inference.Generation;
import dev.llmaas.inference.StopReason;
import dev.llmaas.inference.llama.Guide.Lesson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LlamaSoakTest {
    private static final class SinkGone extends RuntimeException {
        SinkGone() {
            super("the reader left");
        }
    }

    /** What one request is like. */
    private record Plan(ChatCompletionRequest request, long budget, int stopAt, int throwAt, boolean limit) {}

    @Test
    void hundredsOfRequestsOfAnyKindLeaveNoSlotBehindAndTheBooksBalance() throws Exception {
        long seed = new SplittableRandom().nextLong();
        System.out.println("LlamaSoakTest seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<Lesson> lessons = Guide.lessons();
        AtomicLong counted = new AtomicLong();
        AtomicLong left = new AtomicLong();

        try (LlamaEngine engine = Guide.open(4, 512);
                ExecutorService threads = Executors.newFixedThreadPool(24)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                Plan plan = plan(random, lessons);
                String id = "req_" + i;
                all.add(threads.submit(() -> {
                    try {
                        counted.addAndGet(run(engine, plan, id).completionTokens());
                    } catch (SinkGone expected) {
                        left.incrementAndGet();
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                finish(each);
            }

            await().atMost(Duration.ofSeconds(10)).until(() -> engine.load().running() == 0);
            assertThat(engine.load().waiting()).isZero();
            assertThat(engine.load().generatedTokens()).isGreaterThanOrEqualTo(counted.get());
            assertThat(left.get()).isPositive();
            assertThat(engine.load().kvCacheRatio()).isBetween(0.0, 1.0);
        }
    }

    private static void finish(Future<?> each) throws InterruptedException {
        try {
            each.get();
        } catch (ExecutionException failed) {
            assertThat(failed).hasCauseInstanceOf(EngineException.Rejected.class);
        }
    }

    private static Usage run(LlamaEngine engine, Plan plan, String id) throws InterruptedException {
        Generation generation = new Generation(id, plan.budget());
        long[] last = {0};
        Usage usage = engine.chat(plan.request(), generation, (chunk, tokens) -> {
            assertThat(tokens).isGreaterThanOrEqualTo(last[0]);
            last[0] = tokens;
            if (tokens >= plan.throwAt()) {
                throw new SinkGone();
            }
            if (tokens >= plan.stopAt()) {
                generation.stop(plan.limit() ? StopReason.LIMIT : StopReason.CLIENT_GONE);
            }
            generation.raiseBudget(tokens + plan.budget());
        });
        assertThat(last[0]).isEqualTo(usage.completionTokens());
        return usage;
    }

    private static Plan plan(SplittableRandom random, List<Lesson> lessons) {
        String question = lessons.get(random.nextInt(lessons.size())).question();
        String fields = "{\"temperature\": %s, \"n\": %d, \"max_tokens\": %d, \"top_p\": %s, \"presence_penalty\": %s}"
                .formatted(
                        random.nextInt(3),
                        1 + random.nextInt(3),
                        1 + random.nextInt(80),
                        random.nextBoolean() ? "1" : "0.8",
                        random.nextInt(3) - 1);
        return new Plan(
                Guide.greedyWith(question, fields),
                // Text may be held back over several tokens, and a reader raises only when it sees some.
                20 + random.nextInt(40),
                random.nextInt(6) == 0 ? random.nextInt(1, 30) : Integer.MAX_VALUE,
                random.nextInt(6) == 0 ? random.nextInt(1, 30) : Integer.MAX_VALUE,
                random.nextBoolean());
    }
}
