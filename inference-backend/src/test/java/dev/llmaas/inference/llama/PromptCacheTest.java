package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.inference.Generation;
import dev.llmaas.inference.StopReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PromptCacheTest {
    private static final String SYSTEM = "You answer questions about the platform. ".repeat(30);

    private LlamaEngine engine;
    private ExecutorService threads;

    @BeforeEach
    void open() {
        engine = Guide.open(3, 1_024);
        threads = Executors.newVirtualThreadPerTaskExecutor();
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        engine.close();
    }

    @Test
    void aBeginThatABusySlotHoldsIsSharedAndChangesNoAnswer() throws Exception {
        String alone = Guide.reply(engine, asked("What is a quota?")).text();
        engine.close();
        engine = Guide.open(3, 1_024);
        Generation held = new Generation("req_held", 3);
        CountDownLatch talking = new CountDownLatch(3);
        Future<?> busy = threads.submit(
                () -> engine.chat(asked("How do I create an API key?"), held, (chunk, tokens) -> talking.countDown()));
        talking.await();

        Guide.Reply second = Guide.reply(engine, asked("What is a quota?"));

        assertThat(second.usage().cachedTokens()).isGreaterThan(200);
        assertThat(second.text()).isEqualTo(alone);
        held.stop(StopReason.CLIENT_GONE);
        busy.get();
        assertThat(engine.load().speeds().cacheHitRatio()).isBetween(0.2, 0.6);
    }

    @Test
    void theConversationWhoseBeginIsSharedStaysWhole() throws Exception {
        Guide.Reply first = Guide.reply(engine, asked("How do I create an API key?"));
        Guide.reply(engine, asked("What is a quota?"));

        ChatCompletionRequest next = ChatCompletionRequest.builder("guide-chat")
                .message(ChatMessage.system(SYSTEM))
                .message(ChatMessage.user("How do I create an API key?"))
                .message(ChatMessage.assistant(first.text()))
                .message(ChatMessage.user("And then?"))
                .temperature(0)
                .maxTokens(5)
                .build();
        Guide.Reply third = Guide.reply(engine, next);

        // The answer that is read back may be cut into other tokens than it was made of, but not the turn before it.
        assertThat(third.usage().cachedTokens())
                .isBetween(first.usage().promptTokens(), first.usage().totalTokens());
    }

    @Test
    void promptsThatArriveTogetherAreReadOnce() throws Exception {
        List<Future<Guide.Reply>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(threads.submit(() -> Guide.reply(engine, asked("What is a quota?"))));
        }
        List<Guide.Reply> replies = new ArrayList<>();
        for (Future<Guide.Reply> each : all) {
            replies.add(each.get());
        }

        long prompt = replies.getFirst().usage().promptTokens();
        long cached = replies.stream()
                .mapToLong(reply -> reply.usage().cachedTokens())
                .sum();
        assertThat(cached).isEqualTo(2 * (prompt - 1));
        assertThat(replies)
                .extracting(Guide.Reply::text)
                .containsOnly(replies.getFirst().text());
        assertThat(engine.load().cachedTokens()).isEqualTo(cached);
    }

    @Test
    void whoFollowsGoesOnAloneWhenTheOneInFrontStands() throws Exception {
        Generation standing = new Generation("req_standing", 0);
        Future<?> first = threads.submit(() -> engine.chat(asked("What is a quota?"), standing, (chunk, tokens) -> {}));
        await().atMost(Duration.ofSeconds(10)).until(() -> engine.load().running() == 1);

        Guide.Reply second = Guide.reply(engine, asked("What is a quota?"));

        assertThat(second.usage().cachedTokens()).isZero();
        standing.stop(StopReason.CLIENT_GONE);
        first.get();
    }

    private static ChatCompletionRequest asked(String question) {
        return ChatCompletionRequest.builder("guide-chat")
                .message(ChatMessage.system(SYSTEM))
                .message(ChatMessage.user(question))
                .temperature(0)
                .maxTokens(60)
                .build();
    }
}
