package dev.llmaas.inference.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.inference.toolcall.ToolCallFormat.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Texts that nobody would write, in pieces that nobody would choose. {@code -Dtoolcall.seed} repeats a run. */
@Timeout(60)
class ReadersFuzzTest {
    private static final long SEED = Long.getLong("toolcall.seed", System.nanoTime());
    private static final int TEXTS = Integer.getInteger("toolcall.texts", 3_000);
    private static final List<String> WORDS = List.of(
            "weather",
            "get-time.utc",
            "sea",
            "\"name\"",
            "\"arguments\"",
            "\"parameters\"",
            "\"function\"",
            ": ",
            ",",
            "{",
            "}",
            "{}",
            "[",
            "]",
            "\"",
            "\\",
            "\\u00e9",
            "\\\"",
            "null",
            "true",
            "-1.5e3",
            "0",
            " ",
            "\n",
            "  \n\n ",
            "```",
            "```json\n",
            ";",
            "to=functions.weather",
            "commentary",
            "analysis",
            "final",
            "json",
            "function",
            "é",
            "😀",
            "\u2028",
            "{\"name\": \"weather\", \"arguments\": {\"a\": \"b\"}}",
            "{\"name\": \"weather\", \"parameters\": {}}",
            "<",
            "|",
            "{\"city\": [1, {\"x\": null}]}",
            "<think>",
            "</think>",
            "<response>",
            "</response>",
            "[CALL_ID]",
            "[ARGS]");

    @ParameterizedTest
    @EnumSource(Family.class)
    void noSplitChangesWhatIsRead(Family family) {
        System.err.println("toolcall.seed=" + SEED);
        RandomGenerator random = new Random(SEED + family.ordinal());
        for (int i = 0; i < TEXTS; i++) {
            String text = text(family, random);
            Split whole = Split.of(reader(family, random.nextInt()), text);
            for (int again = 0; again < 3; again++) {
                int shape = random.nextInt();
                Split pieces = Split.of(reader(family, shape), Split.pieces(text, random));
                assertThat(pieces)
                        .as("seed %d, text %d: %s", SEED, i, text)
                        .isEqualTo(Split.of(reader(family, shape), text));
            }
            assertThat(whole.length()).as(text).isEqualTo(text.length());
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void textWithoutMarksIsUnchanged(Family family) {
        RandomGenerator random = new Random(SEED ^ family.ordinal());
        for (int i = 0; i < TEXTS / 10; i++) {
            StringBuilder text = new StringBuilder("So");
            random.ints(random.nextInt(200), 0x20, 0x2FF).forEach(letter -> text.append((char) letter));
            String plain = text.toString().replaceAll("[\\[<{`]", "_");

            assertThat(Split.of(reader(family, 0), Split.pieces(plain, random)).text())
                    .isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aHugeTextTakesLinearTimeAndHoldsLittle(Family family) {
        String open = family.opens().isEmpty() ? "{" : family.opens();
        for (String text : List.of(
                open.repeat(200_000 / open.length()),
                "\n".repeat(200_000),
                (open + "{\"name\": \"weather\", \"arguments\": ").repeat(3_000) + "x",
                open + "{\"arguments\": \"" + "a".repeat(600_000),
                open + "{\"name\": \"weather\", \"arguments\": " + "{\"a\": ".repeat(50_000),
                "<think>" + " ".repeat(200_000) + "</think>" + " ".repeat(200_000))) {
            Split split = Split.of(reader(family, 1), text);

            assertThat(split.length()).isEqualTo(text.length());
        }
    }

    private static PartReader reader(Family family, int shape) {
        List<ReasoningFormat> formats = List.of(
                ReasoningFormat.NONE,
                ReasoningFormat.THINK,
                ReasoningFormat.BRACKETS,
                ReasoningFormat.THINK_AND_RESPONSE);
        ReasoningFormat reasoning =
                family == Family.HARMONY ? ReasoningFormat.HARMONY : formats.get(Math.floorMod(shape, formats.size()));
        String prompt = (shape & 16) == 0 ? "" : reasoning.open();
        var format =
                new ToolCallFormat(family, ToolCallReadersTest.frames(family).getFirst(), true);
        return new AnswerReaders(format, reasoning)
                .reader(prompt, ToolCallReadersTest.OFFERED, (shape & 32) == 0, (shape & 64) != 0);
    }

    private static String text(Family family, RandomGenerator random) {
        List<String> words = new ArrayList<>(WORDS);
        for (int i = 0; i < 4; i++) {
            words.addAll(family.marks());
        }
        StringBuilder text = new StringBuilder(random.nextBoolean() ? family.opens() : "");
        int count = random.nextInt(25);
        for (int i = 0; i < count; i++) {
            String word = words.get(random.nextInt(words.size()));
            boolean cut = random.nextInt(8) == 0 && word.codePointCount(0, word.length()) == word.length();
            text.append(cut ? word.substring(0, random.nextInt(word.length())) : word);
        }
        return text.toString();
    }
}
