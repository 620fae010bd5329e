package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.openai.Logprobs;
import dev.llmaas.inference.toolcall.AnswerReaders;
import dev.llmaas.inference.toolcall.PartReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What chunks say of a text that a reasoning model writes token by token. */
class TurnWriterTest {
    private static final AnswerReaders QWEN = AnswerReaders.of("tools <tool_call> <think></think>", mark -> false);
    private static final AnswerReaders GPT_OSS = AnswerReaders.of("<|channel|><|message|>", mark -> false);

    /** Everything that was said. */
    private record Heard(String content, String reasoning, String arguments, List<String> probabilities, long tokens) {}

    @Test
    void eachTokenOfReasoningIsCountedOnceWithItsMarks() {
        Heard heard = hear(
                QWEN, List.of("<think>", "\n", "Let", " me", " see.", "\n", "</think>", "\n\n", "Paris", ".", ""), 1);

        assertThat(heard.reasoning()).isEqualTo("Let me see.");
        assertThat(heard.content()).isEqualTo("Paris.");
        assertThat(heard.tokens()).isEqualTo(7);
        assertThat(heard.probabilities()).containsExactly("Paris", ".", "");
    }

    @Test
    void marksOverTheBordersOfTokensAreCountedAllTheSame() {
        Heard heard = hear(QWEN, List.of("<", "thi", "nk>a", "b<", "/think", ">c", "d"), 1);

        assertThat(heard.reasoning()).isEqualTo("ab");
        assertThat(heard.content()).isEqualTo("cd");
        // The token that ends the mark begins within it.
        assertThat(heard.tokens()).isEqualTo(6);
    }

    @Test
    void theChannelsOfGptOssAreCounted() {
        Heard heard = hear(
                GPT_OSS,
                List.of(
                        "<|channel|>",
                        "analysis",
                        "<|message|>",
                        "Hm",
                        ".",
                        "<|end|>",
                        "<|start|>",
                        "assistant",
                        "<|channel|>",
                        "final",
                        "<|message|>",
                        "Pa",
                        "ris"),
                1);

        assertThat(heard.content()).isEqualTo("Paris");
        assertThat(heard.reasoning()).isEqualTo("Hm.");
        assertThat(heard.tokens()).isEqualTo(6);
    }

    @Test
    void howTokensAreDeliveredChangesNothing() {
        long seed = System.nanoTime();
        System.err.println("TurnWriterTest seed=" + seed);
        RandomGenerator random = new Random(seed);
        String text =
                "<think>\nI need <b>it</b>.\n</think>\n\nLet me look: 😀\n<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"a\": \"é\"}}\n</tool_call>";
        for (int i = 0; i < 200; i++) {
            List<String> tokens = new ArrayList<>();
            int[] points = text.codePoints().toArray();
            int at = 0;
            while (at < points.length) {
                int length = Math.min(points.length - at, 1 + random.nextInt(5));
                tokens.add(new String(points, at, length));
                at += length;
            }
            Heard one = hear(QWEN, tokens, 1);
            Heard several = hear(QWEN, tokens, 1 + random.nextInt(4));

            assertThat(several).as("seed %d", seed).isEqualTo(one);
            assertThat(one.content()).isEqualTo("Let me look: 😀");
            assertThat(one.arguments()).isEqualTo("{\"a\": \"é\"}");
        }
    }

    /** Delivers tokens, so many in one piece. */
    private static Heard hear(AnswerReaders readers, List<String> tokens, int together) {
        PartReader reader = readers.reader("", Set.of("weather"), true, false);
        TurnWriter writer = new TurnWriter(reader, () -> "call_1");
        StringBuilder content = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        StringBuilder arguments = new StringBuilder();
        List<String> probabilities = new ArrayList<>();
        long at = 0;
        for (int from = 0; from < tokens.size(); from += together) {
            StringBuilder text = new StringBuilder();
            List<Delivery.Token> delivered = new ArrayList<>();
            int end = Math.min(tokens.size(), from + together);
            for (String token : tokens.subList(from, end)) {
                delivered.add(new Delivery.Token(at, new Logprobs.Token(token, 0, null, List.of())));
                text.append(token);
                at += token.length();
            }
            String reason = end == tokens.size() ? "stop" : null;
            for (TurnWriter.Said said :
                    writer.add(new Delivery.Piece(0, text.toString(), delivered, end, reason, null))) {
                content.append(
                        said.delta().content() == null ? "" : said.delta().content());
                reasoning.append(
                        said.delta().reasoningContent() == null
                                ? ""
                                : said.delta().reasoningContent());
                if (said.delta().toolCalls() != null) {
                    arguments.append(
                            said.delta().toolCalls().getFirst().function().arguments());
                }
                said.probabilities().forEach(token -> probabilities.add(token.token()));
            }
        }
        return new Heard(
                content.toString(),
                reasoning.toString(),
                arguments.toString(),
                probabilities,
                writer.reasoningTokens());
    }
}
