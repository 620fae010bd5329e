package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.Logprobs;
import dev.llmaas.inference.EngineLoad;
import dev.llmaas.inference.Generation;
import dev.llmaas.inference.StopReason;
import dev.llmaas.inference.llama.Guide.Lesson;
import dev.llmaas.inference.llama.Guide.Reply;
import dev.llmaas.inference.models.Gguf;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LlamaEngineTest {
    private static final String QUESTION = "What is this platform?";

    private static LlamaEngine engine;

    @BeforeAll
    static void open() {
        engine = Guide.open();
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @AfterEach
    void nothingIsLeftBehind() {
        await().until(() -> engine.load().running() == 0 && engine.load().waiting() == 0);
    }

    @Test
    void aTrainedQuestionGetsItsAnswer() throws InterruptedException {
        long right = 0;
        List<Lesson> lessons = Guide.lessons().subList(0, 20);
        for (Lesson lesson : lessons) {
            Reply reply = Guide.reply(engine, Guide.greedy(lesson.question()));
            right += reply.text().equals(lesson.answer()) ? 1 : 0;
        }

        assertThat(right).isGreaterThanOrEqualTo(18);
    }

    @Test
    void chunksHaveTheAgreedShape() throws InterruptedException {
        Reply reply = Guide.reply(engine, Guide.greedy(QUESTION));

        List<ChatCompletionChunk> chunks = reply.chunks();
        assertThat(chunks.getFirst().choices().getFirst().delta().role()).isEqualTo("assistant");
        assertThat(chunks.subList(1, chunks.size()))
                .allMatch(chunk -> chunk.choices().getFirst().delta().role() == null);
        assertThat(chunks)
                .allMatch(chunk ->
                        chunk.id().equals("chatcmpl-test") && chunk.model().equals("guide-chat"));
        assertThat(chunks.subList(0, chunks.size() - 1)).allMatch(chunk -> chunk.usage() == null);
        assertThat(chunks.getLast().usage()).isEqualTo(reply.usage());
        assertThat(reply.finishReason()).isEqualTo("stop");
        assertThat(reply.tokensSoFar())
                .isSorted()
                .last()
                .isEqualTo(reply.usage().completionTokens());
        assertThat(IntStream.range(0, chunks.size() - 1))
                .allMatch(i -> chunks.get(i).choices().getFirst().finishReason() == null);
    }

    @Test
    void eightRequestsOverFourSlotsAnswerAsEachAlone() throws Exception {
        List<Lesson> lessons = Guide.lessons().subList(0, 8);
        List<String> alone = new ArrayList<>();
        for (Lesson lesson : lessons) {
            alone.add(Guide.reply(engine, Guide.greedy(lesson.question())).text());
        }

        List<String> together = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Reply>> replies = lessons.stream()
                    .map(lesson -> threads.submit(() -> Guide.reply(engine, Guide.greedy(lesson.question()))))
                    .toList();
            for (Future<Reply> reply : replies) {
                together.add(reply.get().text());
            }
        }

        assertThat(together).isEqualTo(alone);
    }

    @Test
    void usageEqualsTheTokensOfPromptAndAnswer() throws InterruptedException {
        LlamaLibrary library = LlamaLibrary.load(LlamaNatives.unpack(Guide.NATIVES));
        Reply reply = Guide.reply(engine, Guide.greedy(QUESTION));

        try (LlamaModel model = LlamaModel.load(library, Guide.FILE, Gguf.read(Guide.FILE), 0)) {
            String prompt = "<|im_start|>user\n" + QUESTION + "<|im_end|>\n<|im_start|>assistant\n";
            assertThat(reply.usage().promptTokens()).isEqualTo(model.tokenize(prompt).length);
            assertThat(reply.usage().completionTokens()).isEqualTo(model.tokenize(reply.text()).length);
        }
    }

    @Test
    void theSameConversationIsComputedOnce() throws InterruptedException {
        EngineLoad before = engine.load();
        Reply first = Guide.reply(engine, Guide.greedy("How do I create a key for my own little test?"));
        Reply second = Guide.reply(engine, Guide.greedy("How do I create a key for my own little test?"));

        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.usage().cachedTokens()).isEqualTo(second.usage().promptTokens() - 1);
        EngineLoad after = engine.load();
        assertThat(after.promptTokens() - before.promptTokens())
                .isEqualTo(first.usage().promptTokens() + second.usage().promptTokens());
        assertThat(after.cachedTokens() - before.cachedTokens())
                .isEqualTo(first.usage().cachedTokens() + second.usage().cachedTokens());
        assertThat(after.generatedTokens() - before.generatedTokens())
                .isEqualTo(first.usage().completionTokens() + second.usage().completionTokens());
    }

    @Test
    void anAnswerHasExactlyTheTokensAskedFor() throws InterruptedException {
        for (int tokens : new int[] {1, 2, 7}) {
            Reply reply = Guide.reply(
                    engine, Guide.ask(QUESTION).temperature(0).maxTokens(tokens).build());

            assertThat(reply.usage().completionTokens()).isEqualTo(tokens);
            assertThat(reply.finishReason()).isEqualTo("length");
        }
    }

    @Test
    void aSeedMakesAnAnswerRepeatable() throws InterruptedException {
        ChatCompletionRequest request = Guide.greedyWith(
                "Tell me about tiers and prices", "{\"seed\": 7, \"temperature\": 2.0, \"max_tokens\": 60}");

        String first = Guide.reply(engine, request).text();
        String second = Guide.reply(engine, request).text();
        String other = Guide.reply(
                        engine,
                        Guide.greedyWith(
                                "Tell me about tiers and prices",
                                "{\"seed\": 8, \"temperature\": 2.0, \"max_tokens\": 60}"))
                .text();

        assertThat(second).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void aStopTextEndsTheAnswerBeforeItWhereverTokensBegin() throws InterruptedException {
        Reply free = Guide.reply(engine, Guide.greedyWith(QUESTION, "{\"logprobs\": true}"));
        String whole = free.text();
        List<String> tokens =
                probabilities(free).stream().map(Logprobs.Token::token).toList();
        for (int at = 3; at < whole.length() - 9; at += 7) {
            String stop = whole.substring(at, at + 9);
            int enough = 1;
            while (!String.join("", tokens.subList(0, enough)).contains(stop)) {
                enough++;
            }
            Reply reply = Guide.reply(
                    engine,
                    Guide.ask(QUESTION)
                            .temperature(0)
                            .stop(List.of("@never", stop))
                            .build());

            assertThat(reply.text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
            assertThat(reply.finishReason()).isEqualTo("stop");
            assertThat(reply.chunks().getLast().choices().getFirst().stopReason())
                    .isEqualTo(stop);
            // The token that completes it is the last one.
            assertThat(reply.usage().completionTokens()).isEqualTo(enough);
        }
    }

    @Test
    void severalAnswersComeSideBySide() throws InterruptedException {
        Reply one = Guide.reply(engine, Guide.greedy(QUESTION));
        Reply reply = Guide.reply(engine, Guide.greedyWith(QUESTION, "{\"n\": 6}"));

        assertThat(IntStream.range(0, 6)).allMatch(choice -> reply.text(choice).equals(one.text()));
        assertThat(reply.usage().promptTokens()).isEqualTo(one.usage().promptTokens());
        assertThat(reply.usage().completionTokens()).isEqualTo(6 * one.usage().completionTokens());
        assertThat(reply.tokensSoFar()).isSorted();
        assertThat(reply.chunks().stream()
                        .map(chunk -> chunk.choices().getFirst().finishReason())
                        .filter(Objects::nonNull))
                .hasSize(6)
                .containsOnly("stop");
    }

    @Test
    void probabilitiesAreThoseOfTheModel() throws InterruptedException {
        Reply reply = Guide.reply(
                engine,
                Guide.greedyWith(QUESTION, "{\"logprobs\": true, \"top_logprobs\": 3, \"stop\": [\" console\"]}"));

        List<Logprobs.Token> tokens = probabilities(reply);
        StringBuilder text = new StringBuilder();
        tokens.forEach(token -> text.append(token.token()));
        assertThat(text.toString()).isEqualTo(reply.text()).isNotEmpty();
        for (Logprobs.Token token : tokens) {
            assertThat(token.topLogprobs()).hasSize(3);
            assertThat(token.topLogprobs().getFirst().token()).isEqualTo(token.token());
            assertThat(token.topLogprobs().getFirst().logprob()).isEqualTo(token.logprob());
            assertThat(token.logprob()).isBetween(-5.0, 0.0);
            assertThat(token.topLogprobs().stream()
                            .mapToDouble(top -> Math.exp(top.logprob()))
                            .sum())
                    .isLessThanOrEqualTo(1.000001);
        }
    }

    private static List<Logprobs.Token> probabilities(Reply reply) {
        return reply.chunks().stream()
                .map(chunk -> chunk.choices().getFirst().logprobs())
                .filter(Objects::nonNull)
                .flatMap(logprobs -> logprobs.content().stream())
                .toList();
    }

    @Test
    void aBiasForbidsATokenAndAnotherForcesOne() throws InterruptedException {
        Reply forced =
                Guide.reply(engine, Guide.greedyWith(QUESTION, "{\"logit_bias\": {\"50\": 100}, \"max_tokens\": 4}"));
        Reply free = Guide.reply(engine, Guide.greedyWith(QUESTION, "{\"max_tokens\": 4}"));

        assertThat(forced.text()).hasSize(4).matches("(.)\\1\\1\\1");
        assertThat(free.text()).isNotEqualTo(forced.text());
    }

    @Test
    void anAnswerThatIgnoresItsEndGoesOnToItsBound() throws InterruptedException {
        long own = Guide.reply(engine, Guide.greedy(QUESTION)).usage().completionTokens();
        Reply longer = Guide.reply(
                engine, Guide.greedyWith(QUESTION, "{\"ignore_eos\": true, \"max_tokens\": %d}".formatted(own + 20)));

        assertThat(longer.usage().completionTokens()).isEqualTo(own + 20);
        assertThat(longer.finishReason()).isEqualTo("length");
    }

    @Test
    void aGenerationParksAtItsBudgetAndGoesOnWhenItIsRaised() throws Exception {
        String whole = Guide.reply(engine, Guide.greedy(QUESTION)).text();
        Generation generation = new Generation("req_parked", 3);
        CountDownLatch three = new CountDownLatch(1);
        StringBuilder text = new StringBuilder();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> running =
                    threads.submit(() -> engine.chat(Guide.greedy(QUESTION), generation, (chunk, tokens) -> {
                        text.append(Objects.requireNonNullElse(
                                chunk.choices().getFirst().delta().content(), ""));
                        if (tokens == 3) {
                            three.countDown();
                        }
                    }));
            three.await();
            // Others go on beside it, and it stands still.
            assertThat(Guide.reply(engine, Guide.greedy(QUESTION)).text()).isEqualTo(whole);
            await().until(() -> engine.load().running() == 1);
            assertThat(running.isDone()).isFalse();
            int parked = text.length();
            assertThat(parked).isLessThan(whole.length());

            generation.raiseBudget(1_000);
            running.get();
        }

        assertThat(text.toString()).isEqualTo(whole);
    }

    @Test
    void aStoppedGenerationEndsNormallyWithItsUsage() throws Exception {
        for (StopReason reason : StopReason.values()) {
            Generation generation = new Generation("req_stopped", 5);
            CountDownLatch five = new CountDownLatch(1);
            List<String> reasons = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var running = threads.submit(() -> engine.chat(Guide.greedy(QUESTION), generation, (chunk, tokens) -> {
                    reasons.add(String.valueOf(chunk.choices().getFirst().finishReason()));
                    if (tokens == 5) {
                        five.countDown();
                    }
                }));
                five.await();
                generation.stop(reason);

                assertThat(running.get().completionTokens()).isEqualTo(5);
            }
            assertThat(reasons).last().isEqualTo(reason.finishReason());
        }
    }

    @Test
    void aGenerationStoppedBeforeItBeganCostsNothing() throws InterruptedException {
        Generation generation = Generation.unlimited("req_early");
        generation.stop(StopReason.LIMIT);

        Reply reply = Guide.reply(engine, Guide.greedy(QUESTION), generation);

        assertThat(reply.usage().totalTokens()).isZero();
        assertThat(reply.finishReason()).isEqualTo("length");
    }

    @Test
    void aSinkThatThrowsStopsTheGeneration() {
        long before = engine.load().generatedTokens();

        assertThatThrownBy(
                        () -> engine.chat(Guide.greedy(QUESTION), Generation.unlimited("req_sink"), (chunk, tokens) -> {
                            throw new IllegalStateException("gone");
                        }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("gone");

        await().until(() -> engine.load().running() == 0);
        assertThat(engine.load().generatedTokens() - before).isLessThan(LlamaLimits.OUTBOX_MAX);
    }

    @Test
    void anInterruptStopsTheGeneration() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                engine.chat(Guide.greedy(QUESTION), new Generation("req_int", 2), (chunk, tokens) -> begun.countDown());
            } catch (InterruptedException asked) {
                interrupted.countDown();
            }
        });
        begun.await();

        thread.interrupt();
        interrupted.await();

        await().until(() -> engine.load().running() == 0);
    }

    @Test
    void aSlowReaderDoesNotHoldOthersBack() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        long before = engine.load().generatedTokens();
        ChatCompletionRequest longest =
                Guide.greedyWith("hello", "{\"logit_bias\": {\"3066\": -100, \"50\": 100}, \"max_tokens\": 900}");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> stuck =
                    threads.submit(() -> engine.chat(longest, Generation.unlimited("req_slow"), (chunk, tokens) -> {
                        begun.countDown();
                        try {
                            slow.await();
                        } catch (InterruptedException asked) {
                            throw new IllegalStateException(asked);
                        }
                    }));
            begun.await();
            await().until(() -> engine.load().generatedTokens() - before >= LlamaLimits.OUTBOX_MAX);
            Reply other = Guide.reply(engine, Guide.greedy(QUESTION));
            assertThat(other.finishReason()).isEqualTo("stop");
            assertThat(engine.load().generatedTokens() - before - other.usage().completionTokens())
                    .isBetween((long) LlamaLimits.OUTBOX_MAX, LlamaLimits.OUTBOX_MAX + 1L);

            slow.countDown();
            assertThat(stuck.get()).hasFieldOrPropertyWithValue("completionTokens", 900L);
        }
    }
}
