package dev.llmaas.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.client.UnreachableException.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mockwebserver3.MockResponse;
import okhttp3.Protocol;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CancellationTest {
    private static final ChatCompletionRequest QUESTION = ChatCompletionRequest.builder("m")
            .message(ChatMessage.user("Hello"))
            .build();
    private static final String PART =
            "data: {\"id\":\"c\",\"object\":\"x\",\"created\":1,\"model\":\"m\",\"choices\":[]}\n\n";

    @AutoClose
    private final PretendPlatform platform = new PretendPlatform();

    private final OpenAiClient openAi = platform.client();

    /** A platform thread in the socket of HTTP/1.1 is woken by nothing but bytes: that is Java's own bound. */
    @ParameterizedTest
    @CsvSource({"h2,true", "h2,false", "http/1.1,true"})
    void whoeverInterruptsTheThreadEndsTheCall(String protocol, boolean virtual) throws Exception {
        speak(protocol);
        platform.server.enqueue(
                new MockResponse.Builder().headersDelay(1, TimeUnit.HOURS).build());

        assertInterruptible(virtual, () -> openAi.chat(QUESTION));
    }

    @ParameterizedTest
    @CsvSource({"h2,true", "h2,false", "http/1.1,true", "http/1.1,false"})
    void whoeverInterruptsTheThreadEndsTheStream(String protocol, boolean virtual) throws Exception {
        speak(protocol);
        dribble();

        assertInterruptible(virtual, () -> {
            try (ChatStream answer = openAi.chatStream(QUESTION)) {
                answer.forEach(part -> {});
            }
        });
    }

    @Test
    void closingTheClientEndsWhatRuns() throws Exception {
        platform.server.enqueue(
                new MockResponse.Builder().headersDelay(1, TimeUnit.HOURS).build());
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> run(() -> openAi.chat(QUESTION), ended::complete));
        platform.request();

        openAi.close();

        assertThat(ended.get(5, TimeUnit.SECONDS)).isInstanceOf(ApiException.class);
    }

    @Test
    void aCallEndsWithinItsBoundHoweverMuchItSays() throws IOException {
        dribble();
        ClientOptions brief = platform.options().withCallMax(Duration.ofMillis(500));
        try (OpenAiClient impatient = new OpenAiClient(brief, new ApiKeyCredentials("key"));
                ChatStream answer = impatient.chatStream(QUESTION)) {
            assertThatThrownBy(() -> answer.forEach(part -> {}))
                    .isInstanceOfSatisfying(UnreachableException.class, late -> {
                        assertThat(late.problem()).isEqualTo(Problem.TIMED_OUT);
                        assertThat(late.requestSent()).isTrue();
                    });
        }
        assertThatThrownBy(() -> platform.options().withCallMax(Duration.ZERO)).hasMessageContaining("callMax");
    }

    private void assertInterruptible(boolean virtual, Runnable work) throws Exception {
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Runnable all = () -> run(work, thrown -> {
            flag.complete(Thread.currentThread().isInterrupted());
            ended.complete(thrown);
        });
        Thread thread = virtual
                ? Thread.ofVirtual().start(all)
                : Thread.ofPlatform().daemon().start(all);
        platform.request();

        thread.interrupt();

        assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        assertThat(flag.get()).isTrue();
    }

    private static void run(Runnable work, Consumer<Throwable> end) {
        try {
            work.run();
            end.accept(new AssertionError("it ended by itself"));
        } catch (RuntimeException thrown) {
            end.accept(thrown);
        }
    }

    /** An answer that never ends, and is never silent for long. */
    private void dribble() {
        platform.server.enqueue(new MockResponse.Builder()
                .addHeader("content-type", "text/event-stream")
                .body(PART.repeat(1_000))
                .throttleBody(PART.length(), 100, TimeUnit.MILLISECONDS)
                .build());
    }

    private void speak(String protocol) throws IOException {
        platform.server.setProtocols(
                protocol.equals("h2") ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(Protocol.HTTP_1_1));
    }
}
