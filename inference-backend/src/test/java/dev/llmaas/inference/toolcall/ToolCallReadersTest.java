package dev.llmaas.inference.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.inference.toolcall.ToolCallFormat.Family;
import dev.llmaas.inference.toolcall.ToolCallFormat.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolCallReadersTest {
    static final Set<String> OFFERED = Set.of("weather", "get-time.utc");
    private static final String PARIS = "{\"city\": \"Paris\"}";

    @ParameterizedTest
    @EnumSource(Family.class)
    void theFrameOfAFamilyIsReadBack(Family family) {
        for (Frame frame : frames(family)) {
            String one = frame.begin() + call(frame, "weather", PARIS) + frame.end();
            String both = frame.begin()
                    + call(frame, "weather", PARIS)
                    + frame.separator()
                    + call(frame, "get-time.utc", "{}")
                    + frame.end();

            assertThat(read(family, one)).isEqualTo(new Split("", "", List.of("weather " + PARIS), 1, one.length()));
            boolean harmony = family == Family.HARMONY;
            assertThat(read(family, harmony ? both.replace("}<|channel|>", "}<|start|>assistant<|channel|>") : both)
                            .calls())
                    .containsExactly("weather " + PARIS, "get-time.utc {}");
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void argumentsComeAsTheyAreWritten(Family family) {
        Frame frame = frames(family).getFirst();
        List<Part> parts = new ArrayList<>();
        PartReader reader = reader(family);
        String text = frame.begin() + frame.beforeName() + "weather" + frame.beforeArguments();
        text.chars().forEach(letter -> reader.add(Character.toString(letter), parts::add));
        assertThat(parts).isEmpty();

        reader.add("{\"ci", parts::add);
        assertThat(parts).extracting(Part::kind).containsExactly(Part.Kind.CALL, Part.Kind.ARGUMENTS);
        reader.add("ty\": \"Pa", parts::add);

        assertThat(parts).extracting(Part::text).containsExactly("weather", "{\"ci", "ty\": \"Pa");
        assertThat(reader.calls()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aCallOfWhatIsNotOfferedIsText(Family family) {
        for (Frame frame : frames(family)) {
            String text = frame.begin() + call(frame, "sea", PARIS) + frame.end();

            assertThat(read(family, text)).isEqualTo(new Split(text, "", List.of(), 0, text.length()));
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void theSecondCallIsTextWhereOnlyOneIsAllowed(Family family) {
        Frame frame = frames(family).getFirst();
        String second = family == Family.HARMONY ? "<|start|>assistant" : frame.separator();
        String text =
                frame.begin() + call(frame, "weather", PARIS) + second + call(frame, "weather", "{}") + frame.end();

        Split split = Split.of(
                new AnswerReaders(new ToolCallFormat(family, frame, true), reasoning(family))
                        .reader("", OFFERED, false, false),
                text);

        assertThat(split.calls()).containsExactly("weather " + PARIS);
        assertThat(split.text()).contains("weather");
    }

    @Test
    void textAroundCallsOfHermesStays() {
        Split split = read(
                Family.HERMES,
                "I will look.\n\n<tool_call>\n{\"name\": \"weather\", \"arguments\": {}}\n</tool_call>\n<tool_call>{\"arguments\": {\"a\": 1}, \"name\": \"weather\"}</tool_call>\nDone.\n");

        assertThat(split.text()).isEqualTo("I will look.\nDone.\n");
        assertThat(split.calls()).containsExactly("weather {}", "weather {\"a\": 1}");
    }

    @Test
    void argumentsOfGemmaBecomeJson() {
        assertThat(
                        calls(
                                Family.GEMMA,
                                "<|tool_call>call:weather{city:<|\"|>Paris \"\\<|x<|\"|>,days:3,near:{<|\"|>a b<|\"|>:[true,None,<|\"|>{},:<|\"|>,-1.5]},note:as it is}<tool_call|><|tool_call>call:get-time.utc{}<tool_call|>"))
                .containsExactly(
                        "weather {\"city\":\"Paris \\\"\\\\<|x\",\"days\":3,\"near\":{\"a b\":[true,null,\"{},:\",-1.5]},\"note\":\"as it is\"}",
                        "get-time.utc {}");
    }

    @Test
    void fencesThatGemmaPutsAroundPlainJsonAreNoText() {
        Split split = read(Family.GENERIC, "```tool_code\n{\"name\": \"weather\", \"arguments\": {\"a\": 1}}\n```");

        assertThat(split.calls()).containsExactly("weather {\"a\": 1}");
        assertThat(split.text()).isEmpty();
    }

    @Test
    void keysMayComeInAnyOrderAndFurtherOnesPass() {
        assertThat(
                        calls(
                                Family.HERMES,
                                "<tool_call>{\"id\": 7, \"arguments\": \"{\\\"a\\\": [1, 2]}\", \"name\": \"weather\", \"x\": [{}]}</tool_call>"))
                .containsExactly("weather {\"a\": [1, 2]}");
        assertThat(calls(Family.HERMES, "<tool_call>{\"name\": \"weather\"}</tool_call>"))
                .containsExactly("weather {}");
        assertThat(calls(Family.HERMES, "<tool_call>{\"name\": \"weather\", \"parameters\": null}</tool_call>"))
                .containsExactly("weather {}");
        assertThat(calls(
                        Family.LLAMA3,
                        "{\"type\": \"function\", \"function\": \"weather\", \"parameters\": {\"a\": -1.5e3}}"))
                .containsExactly("weather {\"a\": -1.5e3}");
    }

    @Test
    void aLineBreakWithinAStringIsEscaped() {
        assertThat(calls(
                        Family.HERMES,
                        "<tool_call>{\"name\":\"weather\",\"arguments\":{\"a\":\"x\ny\tz\"}}</tool_call>"))
                .containsExactly("weather {\"a\":\"x\\ny\\tz\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<tool_call>",
                "<tool_call>\nno JSON at all",
                "<tool_call>{\"name\": weather}</tool_call>",
                "<tool_call>{\"name\": \"weather\", \"arguments\": [1]}</tool_call> and more",
                "<tool_call>{\"name\": \"weather\", \"arguments\": 12}</tool_call>",
                "<tool_call>{\"name\": \"weather\", \"arguments\": \"text\"}</tool_call>",
                "<tool_call>{\"arguments\": {}}</tool_call>",
                "<tool_call>[]</tool_call>",
                "<tool_call>{\"name\": \"weather\", \"arg",
                "a < b and <tool> and <tool_cal",
                "</tool_call>",
                "  \n\n  ",
                "one \n two \t",
            })
    void whatIsNoCallIsTextUnchanged(String text) {
        assertThat(read(Family.HERMES, text)).isEqualTo(new Split(text, "", List.of(), 0, text.length()));
    }

    @Test
    void whatBreaksWithinTheArgumentsIsTextFromThereOn() {
        Split split =
                read(Family.HERMES, "<tool_call>{\"name\": \"weather\", \"arguments\": {\"a\": oops}}</tool_call>");

        assertThat(split.calls()).containsExactly("weather {\"a\": ");
        assertThat(split.text()).isEqualTo("oops}}</tool_call>");
        assertThat(split.whole()).isZero();
    }

    @Test
    void aCallThatOnlyLacksItsFrameIsWhole() {
        Split split = read(Family.HERMES, "<tool_call>{\"name\": \"weather\", \"arguments\": {}");

        assertThat(split.calls()).containsExactly("weather {}");
        assertThat(split.text()).isEmpty();
        assertThat(split.whole()).isOne();
    }

    @Test
    void llamaCallsAreBareOrBehindTheirMark() {
        String call = "{\"name\": \"weather\", \"parameters\": {\"city\": \"Paris\"}}";

        assertThat(calls(Family.LLAMA3, "\n" + call)).containsExactly("weather " + PARIS);
        assertThat(calls(Family.LLAMA3, "<|python_tag|>" + call + "; " + call)).hasSize(2);
        assertThat(calls(Family.LLAMA3, call + "\n" + call)).hasSize(2);
        for (String text : List.of(
                "{\"name\": \"Anna\", \"parameters\": {}}",
                "{\"name\": \"weather\"}",
                "So: " + call,
                "<|python_tag|>weather.call(city=\"Paris\")")) {
            assertThat(read(Family.LLAMA3, text)).isEqualTo(new Split(text, "", List.of(), 0, text.length()));
        }
    }

    @Test
    void mistralHasThreeForms() {
        for (String text : List.of(
                "[TOOL_CALLS] [{\"name\": \"weather\", \"arguments\": {\"city\": \"Paris\"}, \"id\": \"VvvODy9mT\"}]",
                "[TOOL_CALLS]weather[CALL_ID]VvvODy9mT[ARGS]{\"city\": \"Paris\"}",
                "[TOOL_CALLS]weather{\"city\": \"Paris\"}")) {
            assertThat(read(Family.MISTRAL, text))
                    .isEqualTo(new Split("", "", List.of("weather " + PARIS), 1, text.length()));
        }
        String text = "[TOOL_CALLS] marks a call, as in [1, 2].";
        assertThat(read(Family.MISTRAL, text).text()).isEqualTo(text);
    }

    @Test
    void deepSeekHasAFencedAndAPlainForm() {
        String fenced = "Sure.<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>weather\n```json\n" + PARIS
                + "\n```<｜tool▁call▁end｜>\n<｜tool▁call▁begin｜>function<｜tool▁sep｜>weather\n```json\n{}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>";
        String plain = "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>weather<｜tool▁sep｜>" + PARIS
                + "<｜tool▁call▁end｜><｜tool▁calls▁end｜>";

        assertThat(read(Family.DEEPSEEK, fenced))
                .isEqualTo(new Split("Sure.", "", List.of("weather " + PARIS, "weather {}"), 2, fenced.length()));
        assertThat(read(Family.DEEPSEEK, plain))
                .isEqualTo(new Split("", "", List.of("weather " + PARIS), 1, plain.length()));
    }

    @Test
    void aGenericCallMayStandInAFence() {
        assertThat(calls(Family.GENERIC, "```json\n{\"name\": \"weather\", \"arguments\": {}}\n```\n"))
                .hasSize(1);
        assertThat(calls(
                        Family.GENERIC,
                        "[{\"name\": \"weather\", \"arguments\": {}}, {\"name\": \"weather\", \"arguments\": {}}]"))
                .hasSize(2);
        String code = "```json\n{\"a\": 1}\n```\nThat was it.";
        assertThat(read(Family.GENERIC, code).text()).isEqualTo(code);
    }

    @Test
    void theMessagesOfGptOssAreToldApart() {
        String text =
                "<|channel|>analysis<|message|>Need the weather.<|end|><|start|>assistant<|channel|>commentary<|message|>Let me see. <|end|>"
                        + "<|start|>assistant to=functions.weather<|channel|>commentary json<|message|>" + PARIS;
        Split split = read(Family.HARMONY, text);

        assertThat(split)
                .isEqualTo(
                        new Split("Let me see. ", "Need the weather.", List.of("weather " + PARIS), 1, text.length()));
        assertThat(read(Family.HARMONY, "<|channel|>final<|message|>Hi < there<|")
                        .text())
                .isEqualTo("Hi < there<|");
        assertThat(read(Family.HARMONY, "Plain words").text()).isEqualTo("Plain words");
        assertThat(read(Family.HARMONY, "<|channel|>analysis<|mess")).isEqualTo(new Split("", "", List.of(), 0, 25));
    }

    static List<Frame> frames(Family family) {
        return switch (family) {
            case HERMES -> List.of(frame("tools <tool_call>"));
            case LLAMA3 -> List.of(frame("tools \"parameters\" <|start_header_id|>"));
            case MISTRAL -> List.of(frame("tools [TOOL_CALLS]"), frame("tools [TOOL_CALLS][ARGS]"));
            case GRANITE -> List.of(frame("tools <|tool_call|>"));
            case DEEPSEEK -> List.of(frame("tools <｜tool▁calls▁begin｜>"), frame("tools <｜tool▁calls▁begin｜>```json"));
            case GEMMA -> List.of(frame("tools <|tool_call>"));
            case HARMONY -> List.of(frame("<|channel|><|message|>"));
            case GENERIC -> List.of(frame(""));
        };
    }

    private static Frame frame(String template) {
        return ToolCallFormat.of(template, mark -> false).frame();
    }

    private static String call(Frame frame, String name, String arguments) {
        return frame.beforeName() + name + frame.beforeArguments() + arguments + frame.afterArguments();
    }

    private static ReasoningFormat reasoning(Family family) {
        return family == Family.HARMONY ? ReasoningFormat.HARMONY : ReasoningFormat.NONE;
    }

    static PartReader reader(Family family) {
        return new AnswerReaders(new ToolCallFormat(family, frames(family).getFirst(), true), reasoning(family))
                .reader("", OFFERED, true, false);
    }

    private static Split read(Family family, String text) {
        Split whole = Split.of(reader(family), text);
        List<String> letters = text.codePoints().mapToObj(Character::toString).toList();
        assertThat(Split.of(reader(family), letters)).isEqualTo(whole);
        return whole;
    }

    private static List<String> calls(Family family, String text) {
        return read(family, text).calls();
    }
}
