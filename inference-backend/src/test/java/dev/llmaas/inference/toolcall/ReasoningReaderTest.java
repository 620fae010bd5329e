package dev.llmaas.inference.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.inference.toolcall.ToolCallFormat.Family;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReasoningReaderTest {
    private static final ToolCallFormat HERMES = ToolCallFormat.of("tools <tool_call>", mark -> false);

    @Test
    void reasoningIsSplitOffWithItsWhiteSpace() {
        assertThat(read("<think>\nLet me see.\n\nYes.\n</think>\n\nParis.\n"))
                .extracting(Split::reasoning, Split::text)
                .containsExactly("Let me see.\n\nYes.", "Paris.\n");
    }

    @Test
    void aPromptThatOpenedItNeedsNoMark() {
        for (String text :
                List.of("\nYes.</think>Paris", "<think>Yes.</think>Paris", "\n <think> Yes. </think> Paris")) {
            Split split = Split.of(readers(ReasoningFormat.THINK).reader("..<think>\n", Set.of(), true, false), text);
            assertThat(split).isEqualTo(new Split("Paris", "Yes.", List.of(), 0, text.length()));
        }
    }

    @Test
    void emptyReasoningLeavesNothing() {
        assertThat(read("<think>\n\n</think>\n\nParis"))
                .extracting(Split::reasoning, Split::text)
                .containsExactly("", "Paris");
        assertThat(read("<think>a</think>\n<think>b</think>c"))
                .extracting(Split::reasoning, Split::text)
                .containsExactly("ab", "c");
    }

    @Test
    void aMarkWithinTheAnswerIsText() {
        String text = "Use the <think> mark, then </think>.";

        assertThat(read(text)).isEqualTo(new Split(text, "", List.of(), 0, text.length()));
    }

    @Test
    void reasoningThatIsCutOffIsReasoning() {
        assertThat(read("<think>It is </thin"))
                .extracting(Split::reasoning, Split::text)
                .containsExactly("It is </thin", "");
        assertThat(read("<thi").text()).isEqualTo("<thi");
        assertThat(read(" \n").text()).isEqualTo(" \n");
    }

    @Test
    void callsAfterReasoningAreRead() {
        String text =
                "<think>\nI need it.\n</think>\n\n<tool_call>\n{\"name\": \"weather\", \"arguments\": {}}\n</tool_call>";
        Split split = Split.of(readers(ReasoningFormat.THINK).reader("", Set.of("weather"), true, false), text);

        assertThat(split).isEqualTo(new Split("", "I need it.", List.of("weather {}"), 1, text.length()));
    }

    @Test
    void aFramedAnswerLosesItsFrame() {
        Split split = Split.of(
                readers(ReasoningFormat.THINK_AND_RESPONSE).reader("", Set.of(), true, false),
                "<think>Yes.</think>\n<response>Paris <3</response>\n");

        assertThat(split).extracting(Split::reasoning, Split::text).containsExactly("Yes.", "Paris <3\n");
    }

    @Test
    void aModelWithoutReasoningIsLeftAlone() {
        String text = "<think>a</think>b";
        PartReader reader = readers(ReasoningFormat.NONE).reader("", Set.of(), true, false);

        assertThat(Split.of(reader, text).text()).isEqualTo(text);
    }

    private static AnswerReaders readers(ReasoningFormat format) {
        return new AnswerReaders(new ToolCallFormat(Family.HERMES, HERMES.frame(), true), format);
    }

    private static Split read(String text) {
        Split whole = Split.of(readers(ReasoningFormat.THINK).reader("", Set.of(), true, false), text);
        List<String> letters = text.codePoints().mapToObj(Character::toString).toList();
        assertThat(Split.of(readers(ReasoningFormat.THINK).reader("", Set.of(), true, false), letters))
                .isEqualTo(whole);
        assertThat(whole.length()).isEqualTo(text.length());
        return whole;
    }
}
