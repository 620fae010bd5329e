package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmaas.inference.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes wrong in the work for one answer, provoked by a source of random numbers that fails. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SchedulerFailureTest {
    private static final int TOKENS = 40;

    private static ScheduledGuide guide;

    @BeforeAll
    static void load() {
        guide = new ScheduledGuide();
    }

    @AfterAll
    static void free() {
        guide.close();
    }

    @Test
    void anAnswerThatBreaksEndsAloneAndFreesItsSlot() throws InterruptedException {
        try (Scheduler scheduler = guide.start()) {
            String alone = ScheduledGuide.text(submit(scheduler, new Random(1), TOKENS));
            ChatTask beside = submit(scheduler, new Random(1), TOKENS);
            ChatTask broken = submit(scheduler, failingAt(10), TOKENS);

            assertThat(end(broken)).isInstanceOfSatisfying(Delivery.Failure.class, failure -> {
                assertThat(failure.cause()).isInstanceOf(EngineException.Broken.class);
                assertThat(failure.cause().sentence()).contains("this answer");
            });
            assertThat(ScheduledGuide.text(beside)).isEqualTo(alone);
            await().until(() -> scheduler.load().running() == 0);
            // The broken one was in one of the two slots: both give the same as before.
            List<ChatTask> after =
                    List.of(submit(scheduler, new Random(1), TOKENS), submit(scheduler, new Random(1), TOKENS));
            for (ChatTask task : after) {
                assertThat(ScheduledGuide.text(task)).isEqualTo(alone);
            }
        }
    }

    @Test
    void manyAnswersThatBreakLeaveTheEngineSound() throws InterruptedException {
        try (Scheduler scheduler = guide.start()) {
            String sound = ScheduledGuide.text(submit(scheduler, new Random(1), TOKENS));
            for (int i = 0; i < 20; i++) {
                ChatTask broken = submit(scheduler, failingAt(i % 4), TOKENS);
                ChatTask good = submit(scheduler, new Random(1), TOKENS);

                assertThat(end(broken)).isInstanceOf(Delivery.Failure.class);
                assertThat(ScheduledGuide.text(good)).isEqualTo(sound);
            }
            await().until(() ->
                    scheduler.load().running() == 0 && scheduler.load().waiting() == 0);
        }
    }

    @Test
    void anEngineThatEndsUnaskedTellsEverybody() throws InterruptedException {
        Scheduler scheduler = guide.start();
        CompletableFuture<Void> breakdown = scheduler.breakdown().toCompletableFuture();
        List<ChatTask> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            tasks.add(submit(scheduler, new Random(1), TOKENS));
        }
        tasks.add(submit(
                scheduler,
                () -> {
                    throw new LinkageError("provoked");
                },
                TOKENS));
        for (ChatTask task : tasks) {
            boolean whole = end(task) instanceof Delivery.Piece;
            assertThat(whole && task == tasks.getLast()).isFalse();
        }

        breakdown.join();

        assertThatThrownBy(() -> submit(scheduler, new Random(1), TOKENS))
                .isInstanceOf(EngineException.Unreachable.class);
        scheduler.close();
    }

    @Test
    void anEngineThatIsClosedHasNotBrokenDown() {
        Scheduler scheduler = guide.start();

        scheduler.close();

        assertThat(scheduler.breakdown().toCompletableFuture()).isNotDone();
    }

    private static ChatTask submit(Scheduler scheduler, RandomGenerator random, int tokens) {
        return guide.submit(scheduler, "{\"temperature\": 0.01}", random, tokens, null);
    }

    /** Random numbers that end with an exception. */
    private static RandomGenerator failingAt(int number) {
        Random random = new Random(2);
        int[] drawn = {0};
        return () -> {
            if (drawn[0]++ == number) {
                throw new ArithmeticException("provoked");
            }
            return random.nextLong();
        };
    }

    private static Delivery end(ChatTask task) throws InterruptedException {
        Delivery next = task.take();
        while (next instanceof Delivery.Piece piece && piece.finishReason() == null) {
            next = task.take();
        }
        return next;
    }
}
