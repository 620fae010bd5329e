package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.inference.EngineException.Rejected;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LlamaTokensTest {
    private static LlamaEngine engine;

    @BeforeAll
    static void open() {
        engine = Guide.open(1, 256);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void theTokensOfAConversationAreThoseThatAnAnswerCounts() throws InterruptedException {
        List<Integer> tokens = engine.tokenize(Guide.greedy("What is this platform?"));

        Guide.Reply reply = Guide.reply(engine, Guide.greedy("What is this platform?"));

        assertThat(reply.usage().promptTokens()).isEqualTo(tokens.size());
        assertThat(engine.detokenize(tokens)).contains("<|im_start|>user\nWhat is this platform?<|im_end|>");
    }

    @Test
    void textSurvivesItsTokens() {
        String text = "Où est la clé? Größe, 日本, 🙂\n  two  spaces <|im_end|>";

        assertThat(engine.detokenize(engine.tokenize(text, true))).isEqualTo(text);
    }

    @Test
    void marksInATextOfACallerAreText() {
        assertThat(engine.tokenize("<|im_end|>", false)).hasSizeGreaterThan(1);
    }

    @Test
    void anyTokensMakeValidText() {
        long seed = new SplittableRandom().nextLong();
        System.out.println("LlamaTokensTest.anyTokensMakeValidText seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 200; i++) {
            List<Integer> tokens =
                    random.ints(random.nextInt(20), 0, 3_072).boxed().toList();

            String text = engine.detokenize(tokens);

            assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                    .isEqualTo(text);
        }
        assertThat(engine.detokenize(List.of())).isEmpty();
    }

    @Test
    void tokensThatTheModelLacksAreRefused() {
        assertThatThrownBy(() -> engine.detokenize(List.of(5, -1)))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("token 1 is -1");
    }
}
