package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.WireJson;
import dev.llmaas.inference.grammar.Shape;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Forms that take more work than one step allows, provoked by an allowance of next to nothing. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SchedulerFormTest {
    private static final int TOKENS = 60;
    private static final Shape FORM = Shape.json(
            WireJson.mapper().readTree("{\"type\":\"array\",\"minItems\":20,\"items\":{\"enum\":[\"ab\",\"cd\"]}}"),
            "schema");

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
    void whatAFormSaysIsTheSameInHoweverManySteps() throws InterruptedException {
        try (Scheduler scheduler = guide.start()) {
            String atOnce = ScheduledGuide.text(submit(scheduler, Long.MAX_VALUE / 2));

            assertThat(atOnce).startsWith("[\"");
            assertThat(ScheduledGuide.text(submit(scheduler, 1L))).isEqualTo(atOnce);
            assertThat(ScheduledGuide.text(submit(scheduler, 500L))).isEqualTo(atOnce);
        }
    }

    @Test
    void anAnswerWhoseFormTakesLongKeepsNobodyWaiting() throws InterruptedException {
        try (Scheduler scheduler = guide.start()) {
            ChatTask slow = submit(scheduler, 1L);
            ChatTask free = submit(scheduler, null);
            Delivery.Piece last = (Delivery.Piece) free.take();
            while (last.finishReason() == null) {
                last = (Delivery.Piece) free.take();
            }
            long freeTokens = last.tokensSoFar();
            long slowTokens = slow.generated();

            assertThat(slowTokens).isLessThan(freeTokens / 2);
            assertThat(ScheduledGuide.text(slow)).startsWith("[\"");
            await().until(() -> scheduler.load().running() == 0);
            assertThat(scheduler.load().generatedTokens()).isEqualTo(free.generated() + slow.generated());
        }
    }

    private static ChatTask submit(Scheduler scheduler, @Nullable Long workPerStep) {
        String wishes = "{\"temperature\": 0, \"ignore_eos\": %s}".formatted(workPerStep == null);
        Constraint form = workPerStep == null ? null : new Constraint(FORM.compile(), guide.vocabulary(), workPerStep);
        return guide.submit(scheduler, wishes, new Random(1), TOKENS, form);
    }
}
