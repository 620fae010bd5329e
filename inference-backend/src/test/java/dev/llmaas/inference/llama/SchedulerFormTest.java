package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.WireJson;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.Generation;
import dev.llmaas.inference.grammar.Shape;
import dev.llmaas.inference.models.Gguf;
import java.net.URI;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Forms that take more work than one step allows, provoked by an allowance of next to nothing. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SchedulerFormTest {
    private static final EngineSpec SPEC = new EngineSpec(
            URI.create("llama://" + Guide.FILE.toUri().getRawPath()), "guide-chat", 2, 256, 1, Guide.NATIVES);
    private static final int TOKENS = 60;
    private static final Shape FORM = Shape.json(
            WireJson.mapper().readTree("{\"type\":\"array\",\"minItems\":20,\"items\":{\"enum\":[\"ab\",\"cd\"]}}"),
            "schema");

    private static LlamaModel model;
    private static LlamaOptions options;
    private static Vocabulary vocabulary;

    @BeforeAll
    static void load() {
        Gguf header = Gguf.read(Guide.FILE).requireRunnable();
        options = LlamaOptions.of(SPEC, header, 1);
        Placement place = Placement.of(LlamaLibrary.load(LlamaNatives.unpack(Guide.NATIVES)), SPEC.place());
        model = LlamaModel.load(place, Guide.FILE, header);
        vocabulary = Vocabulary.of(model, header.chatTemplate().orElseThrow());
    }

    @AfterAll
    static void free() {
        model.close();
    }

    @Test
    void whatAFormSaysIsTheSameInHoweverManySteps() throws InterruptedException {
        try (Scheduler scheduler = Scheduler.start(model, vocabulary, options)) {
            String atOnce = text(submit(scheduler, Long.MAX_VALUE / 2));

            assertThat(atOnce).startsWith("[\"");
            assertThat(text(submit(scheduler, 1L))).isEqualTo(atOnce);
            assertThat(text(submit(scheduler, 500L))).isEqualTo(atOnce);
        }
    }

    @Test
    void anAnswerWhoseFormTakesLongKeepsNobodyWaiting() throws InterruptedException {
        try (Scheduler scheduler = Scheduler.start(model, vocabulary, options)) {
            ChatTask slow = submit(scheduler, 1L);
            ChatTask free = submit(scheduler, null);
            Delivery.Piece last = (Delivery.Piece) free.take();
            while (last.finishReason() == null) {
                last = (Delivery.Piece) free.take();
            }
            long freeTokens = last.tokensSoFar();
            long slowTokens = slow.generated();

            assertThat(slowTokens).isLessThan(freeTokens / 2);
            assertThat(text(slow)).startsWith("[\"");
            await().until(() -> scheduler.load().running() == 0);
            assertThat(scheduler.load().generatedTokens()).isEqualTo(free.generated() + slow.generated());
        }
    }

    private static ChatTask submit(Scheduler scheduler, @Nullable Long workPerStep) {
        int[] prompt = model.tokenize("What is an API key?");
        ChatTask task = new ChatTask(Generation.unlimited("req_test"), prompt, 1, scheduler::disturb);
        String wishes = "{\"temperature\": 0, \"ignore_eos\": %s}".formatted(workPerStep == null);
        Sampling sampling = new RequestRules(Guide.greedyWith("x", wishes), vocabulary.size()).sampling();
        Constraint form = workPerStep == null ? null : new Constraint(FORM.compile(), vocabulary, workPerStep);
        Sampler sampler = new Sampler(sampling, new Random(1), vocabulary.size(), TOKENS, form);
        scheduler.submit(List.of(new Answer(task, 0, sampler, List.of(), TOKENS)));
        return task;
    }

    private static String text(ChatTask task) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        while (task.take() instanceof Delivery.Piece piece) {
            text.append(piece.text());
            if (piece.finishReason() != null) {
                return text.toString();
            }
        }
        throw new AssertionError("the answer broke");
    }
}
