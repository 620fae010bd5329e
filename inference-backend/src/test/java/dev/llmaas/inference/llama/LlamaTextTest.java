package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.inference.EngineException.Rejected;
import dev.llmaas.inference.Generation;
import dev.llmaas.inference.llama.Guide.Reply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Texts that go on as they stand, without the template of the guide model. */
class LlamaTextTest {
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
    void aTextGoesOnWithoutTheTemplate() throws InterruptedException {
        String opening = Guide.lessons().getFirst().answer().substring(0, 30);

        Reply raw = complete("\"%s\"".formatted(opening), "\"max_tokens\":8");
        Reply chat = Guide.reply(engine, Guide.greedyWith(opening, "{\"max_tokens\":8}"));

        assertThat(raw.usage().completionTokens()).isBetween(1L, 8L);
        assertThat(raw.usage().promptTokens())
                .isPositive()
                .isLessThan(chat.usage().promptTokens());
        assertThat(raw.chunks().getLast().usage()).isEqualTo(raw.usage());
    }

    @Test
    void severalPromptsAreAnsweredInOneRequestAsTheyWouldBeAlone() throws InterruptedException {
        Reply first = complete("\"An API key\"", "\"max_tokens\":6");
        Reply second = complete("\"The console\"", "\"max_tokens\":6");

        Reply both = complete("[\"An API key\",\"The console\"]", "\"max_tokens\":6");

        assertThat(both.text(0)).isEqualTo(first.text());
        assertThat(both.text(1)).isEqualTo(second.text());
        assertThat(both.usage().promptTokens())
                .isEqualTo(first.usage().promptTokens() + second.usage().promptTokens());
        assertThat(both.usage().completionTokens())
                .isEqualTo(first.usage().completionTokens() + second.usage().completionTokens());
        assertThat(both.tokensSoFar()).isSorted();
        assertThat(both.chunks().subList(0, both.chunks().size() - 1)).allMatch(chunk -> chunk.usage() == null);
    }

    @Test
    void aPromptOfTokensIsReadAsItIs() throws InterruptedException {
        Reply reply = complete("[[10,11,12],[13]]", "\"max_tokens\":2");

        assertThat(reply.usage().promptTokens()).isEqualTo(4);
    }

    @Test
    void tokensThatTheModelLacksAreRefused() {
        assertThatThrownBy(() -> complete("[1,99999999]", "\"max_tokens\":1"))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("prompt must hold tokens of the model");
    }

    @Test
    void aPromptOfNothingIsRefused() {
        assertThatThrownBy(() -> complete("\"\"", "\"max_tokens\":1"))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("prompt must make at least one token.");
    }

    @Test
    void aPromptBeyondTheContextIsRefusedByItsName() {
        assertThatThrownBy(() -> complete("\"%s\"".formatted("word ".repeat(20_000)), "\"max_tokens\":1"))
                .isInstanceOfSatisfying(
                        Rejected.class, refused -> assertThat(refused.param()).contains("prompt"));
    }

    @Test
    void aBudgetHoldsOverAllPrompts() throws InterruptedException {
        Generation generation = new Generation("req_test", 3);
        List<Long> tokens = new ArrayList<>();

        engine.complete(
                Guide.completion("[\"An API key\",\"The console\"]", "\"max_tokens\":2"),
                generation,
                (chunk, tokensSoFar) -> {
                    tokens.add(tokensSoFar);
                    if (tokensSoFar == 3) {
                        generation.stop(dev.llmaas.inference.StopReason.LIMIT);
                    }
                });

        assertThat(tokens.getLast()).isEqualTo(3);
    }

    private static Reply complete(String prompt, String fields) throws InterruptedException {
        return Guide.complete(engine, prompt, fields);
    }
}
