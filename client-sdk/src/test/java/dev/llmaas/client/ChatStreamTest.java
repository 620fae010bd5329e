package dev.llmaas.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.client.UnreachableException.Problem;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ChatStreamTest {
    private static final ChatCompletionRequest QUESTION = ChatCompletionRequest.builder("guide-chat")
            .message(ChatMessage.user("Hello"))
            .build();

    @AutoClose
    private final PretendPlatform platform = new PretendPlatform();

    private final OpenAiClient openAi = platform.client();

    @Test
    void partsArriveInOrderAndTheLastBringsTheUsage() throws Exception {
        platform.answerEvents(
                chunk("Hel", "null") + ": heartbeat\n\n" + chunk("lo é", "\"stop\"") + "data: [DONE]\n\n");

        try (ChatStream answer = openAi.chatStream(QUESTION)) {
            StringBuilder text = new StringBuilder();
            for (ChatCompletionChunk part : answer) {
                text.append(part.choices().getFirst().delta().content());
            }

            assertThat(text).hasToString("Hello é");
            assertThat(answer.usage()).map(Usage::completionTokens).contains(2L);
            assertThat(answer.requestId()).isEqualTo("req_1");
            assertThatThrownBy(() -> answer.iterator().next()).isInstanceOf(NoSuchElementException.class);
        }
        assertThat(platform.request().getBody().utf8())
                .isEqualTo(
                        "{\"model\":\"guide-chat\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"stream\":true}");
    }

    @Test
    void anAnswerThatEndsWithoutDoneIsBroken() {
        platform.answerEvents(chunk("Hel", "null"));

        try (ChatStream answer = openAi.chatStream(QUESTION)) {
            answer.next();

            UnreachableException broken = catchThrowableOfType(UnreachableException.class, answer::next);
            assertThat(broken.problem()).isEqualTo(Problem.BROKEN);
            assertThat(broken.requestSent()).isTrue();
        }
    }

    @Test
    void anAnswerThatLosesItsConnectionIsBrokenAndNotAskedAgain() {
        platform.server.enqueue(new MockResponse.Builder()
                .addHeader("content-type", "text/event-stream")
                .body(chunk("Hel", "null").repeat(1000))
                .onResponseBody(new SocketEffect.CloseSocket())
                .build());

        UnreachableException broken = catchThrowableOfType(UnreachableException.class, () -> {
            // A fast server is gone before the head of its answer was read.
            try (ChatStream answer = openAi.chatStream(QUESTION)) {
                answer.forEach(part -> {});
            }
        });
        assertThat(broken.problem()).isEqualTo(Problem.BROKEN);
        assertThat(broken.requestSent()).isTrue();
        assertThat(platform.server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aRefusalInTheStreamIsThrownWithItsCode() {
        platform.answerEvents(
                chunk("Hel", "null")
                        + "data: {\"error\":{\"message\":\"The engine stopped.\",\"type\":\"server_error\",\"param\":null,\"code\":\"engine_failed\"}}\n\n");

        try (ChatStream answer = openAi.chatStream(QUESTION)) {
            answer.next();

            ApiException failed = catchThrowableOfType(ApiException.class, answer::next);
            assertThat(failed.code()).isEqualTo(ErrorCode.ENGINE_FAILED);
            assertThat(failed.requestId()).isEqualTo("req_1");
        }
    }

    @Test
    void aRefusalBeforeTheFirstPartIsThrownAtOnce() {
        platform.answer(
                404,
                "{\"error\":{\"message\":\"no\",\"type\":\"x\",\"param\":\"model\",\"code\":\"model_not_found\"}}");

        assertThat(catchThrowableOfType(ApiException.class, () -> openAi.chatStream(QUESTION))
                        .code())
                .isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    }

    @Test
    void closingFromAnotherThreadEndsTheReading() throws Exception {
        platform.server.enqueue(new MockResponse.Builder()
                .addHeader("content-type", "text/event-stream")
                .body(chunk("Hel", "null").repeat(100))
                .throttleBody(chunk("Hel", "null").length(), 20, TimeUnit.SECONDS)
                .build());
        ChatStream answer = openAi.chatStream(QUESTION);
        CompletableFuture<Integer> read = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            int parts = 0;
            while (answer.next() != null) {
                parts++;
            }
            read.complete(parts);
        });

        answer.close();

        assertThat(read.get(5, TimeUnit.SECONDS)).isLessThan(100);
    }

    @Test
    void closingWhileAnotherThreadReadsNeverDisturbsIt() throws Exception {
        for (int round = 0; round < 50; round++) {
            platform.server.enqueue(new MockResponse.Builder()
                    .addHeader("content-type", "text/event-stream")
                    .body(chunk("Hel", "null").repeat(20_000))
                    .build());
            ChatStream answer = openAi.chatStream(QUESTION);
            CompletableFuture<Integer> read = new CompletableFuture<>();
            CountDownLatch begun = new CountDownLatch(1 + round % 7);
            Thread.ofVirtual().start(() -> {
                try {
                    int parts = 0;
                    while (answer.next() != null) {
                        parts++;
                        begun.countDown();
                    }
                    read.complete(parts);
                } catch (RuntimeException | Error disturbed) {
                    read.completeExceptionally(disturbed);
                }
            });
            assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

            answer.close();

            assertThat(read.get(5, TimeUnit.SECONDS)).as("round %d", round).isPositive();
            assertThat(answer.next()).isNull();
        }
    }

    @Test
    void aWholeAnswerIsAskedForWithoutStream() throws Exception {
        platform.answer(200, """
                {"id":"c","object":"chat.completion","created":1,"model":"guide-chat","choices":[{"index":0,
                 "message":{"role":"assistant","content":"Hello","refusal":null},"logprobs":null,"finish_reason":"stop"}]}""");

        assertThat(openAi.chat(QUESTION).choices().getFirst().message().content())
                .isEqualTo("Hello");
        assertThat(platform.request().getBody().utf8()).contains("\"stream\":false");
    }

    private static String chunk(String text, String finish) {
        String usage = finish.equals("null")
                ? ""
                : ",\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}";
        return "id: 1\ndata: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"guide-chat\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},\"logprobs\":null,\"finish_reason\":%s}]%s}\n\n"
                .formatted(text, finish, usage);
    }
}
