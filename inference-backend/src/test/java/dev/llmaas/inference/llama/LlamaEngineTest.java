package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.inference.llama.Guide.Lesson;
import dev.llmaas.inference.llama.Guide.Reply;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LlamaEngineTest {
    private static LlamaEngine engine;

    @BeforeAll
    static void open() {
        engine = Guide.open();
    }

    @AfterAll
    static void close() {
        engine.close();
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
        Reply reply = Guide.reply(engine, Guide.greedy("What is this platform?"));

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
}
