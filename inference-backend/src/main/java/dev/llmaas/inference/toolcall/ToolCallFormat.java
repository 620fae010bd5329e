package dev.llmaas.inference.toolcall;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How a model writes calls of tools. Reading is lenient (see {@link Family}); {@link #frame} is the one form in which calls
 * are written where a grammar forces them.
 *
 * @param family whose way it is
 * @param frame how calls are written
 * @param severalCalls whether one turn may hold more than one call
 */
public record ToolCallFormat(Family family, Frame frame, boolean severalCalls) {
    private static final String JSON_NAME = "{\"name\": \"";
    private static final String JSON_ARGUMENTS = "\", \"arguments\": ";
    private static final String DEEPSEEK_CALL = "<｜tool▁call▁begin｜>";
    private static final String DEEPSEEK_NAME = "<｜tool▁sep｜>";

    /** Who writes calls like this. The marks of a family are those around its calls, as templates write them. */
    public enum Family {
        /** {@code <tool_call>{"name": .., "arguments": {..}}</tool_call>}: Hermes, Qwen and many that learnt from them. */
        HERMES("<tool_call>", "</tool_call>"),
        /** {@code {"name": .., "parameters": {..}}}, bare or behind {@code <|python_tag|>}: Llama 3. */
        LLAMA3("<|python_tag|>"),
        /** {@code [TOOL_CALLS][{..}, ..]}, and newer {@code [TOOL_CALLS]name[CALL_ID]id[ARGS]{..}}: Mistral. */
        MISTRAL("[TOOL_CALLS]", "[CALL_ID]", "[ARGS]"),
        /** {@code <|tool_call|>[{"name": .., "arguments": {..}}, ..]}: Granite. */
        GRANITE("<|tool_call|>", "<|/tool_call|>"),
        /** A name and fenced JSON between marks of their own: DeepSeek V3 and R1; without the fence: V3.1. */
        DEEPSEEK("<｜tool▁calls▁begin｜>", DEEPSEEK_CALL, DEEPSEEK_NAME, "<｜tool▁call▁end｜>", "<｜tool▁calls▁end｜>"),
        /** {@code <|tool_call>call:name{key:<|"|>text<|"|>}<tool_call|>}: Gemma 4. Gemma 3 has no form of its own. */
        GEMMA("<|tool_call>", "<tool_call|>", "<|\"|>"),
        /** A message to {@code functions.name} on the channel {@code commentary}: gpt-oss. */
        HARMONY("<|start|>", "<|channel|>", "<|constrain|>", "<|message|>", "<|end|>"),
        /** The JSON of one call, or of a list of calls, and nothing else: models that know no form of their own. */
        GENERIC;

        private final List<String> marks;

        Family(String... marks) {
            this.marks = List.of(marks);
        }

        /** The marks, that which begins a call first; format tokens of this text must show in the answer. */
        public Set<String> marks() {
            return Set.copyOf(marks);
        }

        /** The mark that begins calls, wherever it stands; empty if none does. */
        public String opens() {
            return marks.isEmpty() ? "" : marks.getFirst();
        }

        /** All marks of which each is read as the begin of a call. */
        public List<String> allOpens() {
            return switch (this) {
                case DEEPSEEK -> List.of(opens(), DEEPSEEK_CALL);
                case HERMES, LLAMA3, MISTRAL, GRANITE, GEMMA, HARMONY -> List.of(opens());
                case GENERIC -> List.of();
            };
        }

        /** Whether a call may begin an answer without a mark. */
        public boolean isBare() {
            return this == LLAMA3 || this == GENERIC;
        }

        /** What begins every answer that may be read as a bare call, behind white space. */
        public List<String> bareStarts() {
            return isBare() ? List.of("{", "[", ";", ",", "```") : List.of();
        }
    }

    /**
     * The text of calls: {@code begin (beforeName NAME beforeArguments JSON afterArguments)} for each call, with
     * {@code separator} between two, then {@code end}. After the end the model ends its turn. Names are plain: letters,
     * digits, {@code _}, {@code -} and dots need no escape.
     */
    public record Frame(
            String begin,
            String beforeName,
            String beforeArguments,
            String afterArguments,
            String separator,
            String end) {}

    /**
     * The format of a model.
     *
     * @param template its chat template
     * @param isToken whether its vocabulary has a format token of this text
     */
    public static ToolCallFormat of(String template, Predicate<String> isToken) {
        boolean onlyOne = template.contains("tool_calls[0]") && !template.contains("in message.tool_calls");
        return switch (family(template, isToken)) {
            case HERMES -> json(Family.HERMES, "<tool_call>\n", "\n</tool_call>\n<tool_call>\n", "\n</tool_call>");
            case LLAMA3 ->
                new ToolCallFormat(
                        Family.LLAMA3, new Frame("", JSON_NAME, "\", \"parameters\": ", "}", "; ", ""), !onlyOne);
            case MISTRAL -> mistral(template);
            case GRANITE -> json(Family.GRANITE, "<|tool_call|>[", ", ", "]");
            case DEEPSEEK -> deepSeek(template.contains("```json"));
            case GEMMA ->
                new ToolCallFormat(
                        Family.GEMMA, new Frame("", "<|tool_call>call:", "", "<tool_call|>", "", ""), !onlyOne);
            // The model ends its turn after a call, so there is one.
            case HARMONY ->
                new ToolCallFormat(
                        Family.HARMONY,
                        new Frame(
                                "", "<|channel|>commentary to=functions.", " <|constrain|>json<|message|>", "", "", ""),
                        false);
            case GENERIC -> json(Family.GENERIC, "", "\n", "");
        };
    }

    private static Family family(String template, Predicate<String> isToken) {
        if (template.contains("<|channel|>") && template.contains("<|message|>")) {
            return Family.HARMONY;
        }
        if (template.contains(Family.DEEPSEEK.opens())) {
            return Family.DEEPSEEK;
        }
        if (template.contains(Family.MISTRAL.opens())) {
            return Family.MISTRAL;
        }
        if (template.contains(Family.GEMMA.opens())) {
            return Family.GEMMA;
        }
        if (template.contains(Family.GRANITE.opens())) {
            return Family.GRANITE;
        }
        if (template.contains(Family.HERMES.opens())) {
            return Family.HERMES;
        }
        if (template.contains("\"parameters\"") && template.contains("<|start_header_id|>")) {
            return Family.LLAMA3;
        }
        return template.contains("tools") ? ofVocabulary(isToken) : Family.GENERIC;
    }

    /** Templates may show tools and say nothing of calls; the model has learnt its marks all the same. */
    private static Family ofVocabulary(Predicate<String> isToken) {
        for (Family family :
                List.of(Family.HERMES, Family.MISTRAL, Family.GRANITE, Family.DEEPSEEK, Family.GEMMA, Family.LLAMA3)) {
            if (isToken.test(family.opens())) {
                return family;
            }
        }
        return Family.GENERIC;
    }

    private static ToolCallFormat json(Family family, String begin, String separator, String end) {
        return new ToolCallFormat(family, new Frame(begin, JSON_NAME, JSON_ARGUMENTS, "}", separator, end), true);
    }

    private static ToolCallFormat mistral(String template) {
        if (template.contains("[ARGS]")) {
            Frame named = new Frame("[TOOL_CALLS]", "", "[ARGS]", "", "[TOOL_CALLS]", "");
            return new ToolCallFormat(Family.MISTRAL, named, true);
        }
        boolean spaced = template.contains("[TOOL_CALLS] [");
        return json(Family.MISTRAL, spaced ? "[TOOL_CALLS] [" : "[TOOL_CALLS][", ", ", "]");
    }

    private static ToolCallFormat deepSeek(boolean fenced) {
        String begin = Family.DEEPSEEK.opens();
        String callEnd = "<｜tool▁call▁end｜>";
        String end = "<｜tool▁calls▁end｜>";
        Frame frame = fenced
                ? new Frame(
                        begin, DEEPSEEK_CALL + "function" + DEEPSEEK_NAME, "\n```json\n", "\n```" + callEnd, "\n", end)
                : new Frame(begin, DEEPSEEK_CALL, DEEPSEEK_NAME, callEnd, "", end);
        return new ToolCallFormat(Family.DEEPSEEK, frame, true);
    }
}
