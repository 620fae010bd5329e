package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmaas.inference.Generation;
import dev.llmaas.inference.StopReason;
import dev.llmaas.inference.models.Gguf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What happens in which step. The random numbers of an answer are asked for on the thread of the scheduler, once a token, so
 * they tell the tokens of several answers in the order in which they are made.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SchedulerTest {
    private static final int CONTEXT = 1_024;
    /** A token of one character, which every answer repeats. */
    private static final int LETTER = 50;

    private LlamaModel model;
    private Vocabulary vocabulary;
    private Scheduler scheduler;

    @BeforeEach
    void open() {
        LlamaLibrary library = LlamaLibrary.load(LlamaNatives.unpack(Guide.NATIVES));
        model = LlamaModel.load(library, Guide.FILE, Gguf.read(Guide.FILE), 0);
        vocabulary = Vocabulary.of(model, "");
        scheduler = Scheduler.start(model, vocabulary, new LlamaOptions(2, CONTEXT, 1));
    }

    @AfterEach
    void close() {
        scheduler.close();
        model.close();
    }

    @Test
    void aPromptIsReadInSlicesWhileAnotherAnswerRuns() throws InterruptedException {
        int promptTokens = 700;
        AtomicInteger stepsBeside = new AtomicInteger();
        AtomicInteger read = new AtomicInteger();
        ChatTask running = task(new int[] {LETTER, LETTER});
        ChatTask reading = task(tokens(promptTokens));
        Answer late = answer(reading, 1, count -> {
            read.set(stepsBeside.get());
            running.generation().stop(StopReason.CLIENT_GONE);
        });
        // It comes once it is known what a step costs, and is taken in with the next step.
        Answer early = answer(running, CONTEXT - 2, count -> {
            stepsBeside.incrementAndGet();
            if (count == 20) {
                stepsBeside.set(0);
                scheduler.submit(List.of(late));
            }
        });

        scheduler.submit(List.of(early));
        Delivery.Piece end = (Delivery.Piece) running.take();

        assertThat(end.finishReason()).isEqualTo(StopReason.CLIENT_GONE.finishReason());
        // In whole batches it would be read in two steps.
        assertThat(read.get()).isGreaterThanOrEqualTo(10 * promptTokens / LlamaLimits.BATCH_TOKENS);
    }

    @Test
    void theTokenUnderWayIsTheLastOfAnAnswerThatIsToldToStop() throws InterruptedException {
        for (StopReason reason : StopReason.values()) {
            AtomicInteger made = new AtomicInteger();
            ChatTask task = task(new int[] {LETTER, LETTER});

            scheduler.submit(List.of(answer(task, 600, count -> {
                made.set(count);
                if (count == 10) {
                    task.generation().stop(reason);
                }
            })));
            Delivery.Piece end = (Delivery.Piece) task.take();

            assertThat(end.finishReason()).isEqualTo(reason.finishReason());
            assertThat(end.tokensSoFar()).isEqualTo(10);
            assertThat(made).hasValue(10);
        }
    }

    @Test
    void theTokenUnderWayIsTheLastOfAnAnswerThatNobodyReads() {
        AtomicInteger made = new AtomicInteger();
        ChatTask task = task(new int[] {LETTER, LETTER});

        scheduler.submit(List.of(answer(task, 600, count -> {
            made.set(count);
            if (count == 10) {
                task.abandon();
            }
        })));

        await().until(() -> made.get() >= 10 && scheduler.load().running() == 0);
        assertThat(made).hasValue(10);
    }

    @Test
    void aCancelFromAnotherThreadLetsAtMostOneMoreTokenPass() throws InterruptedException {
        AtomicInteger made = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        ChatTask task = task(new int[] {LETTER, LETTER});
        scheduler.submit(List.of(answer(task, CONTEXT - 2, count -> {
            made.set(count);
            if (count == 10) {
                begun.countDown();
            }
        })));
        begun.await();

        task.generation().stop(StopReason.CLIENT_GONE);
        int atCancel = made.get();
        Delivery.Piece end = (Delivery.Piece) task.take();

        assertThat(end.tokensSoFar()).isEqualTo(made.get()).isLessThanOrEqualTo(atCancel + 1L);
    }

    private ChatTask task(int[] prompt) {
        Generation generation = Generation.unlimited("req_step");
        generation.onChange(scheduler::disturb);
        return new ChatTask(generation, prompt, 1, scheduler::disturb);
    }

    /**
     * An answer that says nothing before its end, so that no reader can hold it back: it repeats one letter, and a stop text
     * of more of them than it may have tokens is never ruled out.
     *
     * @param onToken told the number of each token while it is made
     */
    private Answer answer(ChatTask task, int tokensMax, IntConsumer onToken) {
        AtomicInteger count = new AtomicInteger();
        RandomGenerator random = () -> {
            onToken.accept(count.incrementAndGet());
            return 0;
        };
        String fields = "{\"temperature\": 1, \"ignore_eos\": true, \"logit_bias\": {\"%d\": 100}}".formatted(LETTER);
        Sampling sampling = new RequestRules(Guide.greedyWith("Hi", fields), vocabulary.size()).sampling();
        Sampler sampler = new Sampler(sampling, random, vocabulary.size(), tokensMax, null);
        String letter = new String(vocabulary.piece(LETTER), StandardCharsets.UTF_8);
        return new Answer(task, 0, sampler, List.of(letter.repeat(tokensMax + 1)), tokensMax);
    }

    private static int[] tokens(int count) {
        return new Random(7).ints(count, 300, 1_000).toArray();
    }
}
