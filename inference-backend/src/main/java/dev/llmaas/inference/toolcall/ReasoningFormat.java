package dev.llmaas.inference.toolcall;

import java.util.Set;
import java.util.function.Predicate;

/**
 * How a model marks its reasoning. It stands at the start of an answer, and templates may open it for the model at the end
 * of the prompt.
 */
public enum ReasoningFormat {
    /** None. */
    NONE("", ""),
    /** {@code <think>..</think>}: Qwen 3, DeepSeek R1, SmolLM 3, Granite and many more. */
    THINK("<think>", "</think>"),
    /** The same, with {@code <response>..</response>} around the answer: Granite. */
    THINK_AND_RESPONSE("<think>", "</think>"),
    /** {@code [THINK]..[/THINK]}: Magistral. */
    BRACKETS("[THINK]", "[/THINK]"),
    /** The channel {@code thought}: Gemma 4. */
    GEMMA("<|channel>thought", "<channel|>"),
    /** The channel {@code analysis}: gpt-oss. */
    HARMONY("<|channel|>analysis<|message|>", "<|end|>");

    /** What begins the answer where it is framed. */
    static final String ANSWER_OPEN = "<response>";
    /** What ends it. */
    static final String ANSWER_CLOSE = "</response>";

    private final String open;
    private final String close;

    ReasoningFormat(String open, String close) {
        this.open = open;
        this.close = close;
    }

    /** The format of a model with this chat template and, by their text, these format tokens. */
    public static ReasoningFormat of(String template, Predicate<String> isToken) {
        if (template.contains("<|channel|>") && template.contains("<|message|>")) {
            return HARMONY;
        }
        if (template.contains(GEMMA.open)) {
            return GEMMA;
        }
        if (template.contains(BRACKETS.open) || isToken.test(BRACKETS.open)) {
            return BRACKETS;
        }
        if (template.contains(THINK.close) && template.contains(ANSWER_OPEN)) {
            return THINK_AND_RESPONSE;
        }
        return template.contains(THINK.close) || isToken.test(THINK.open) ? THINK : NONE;
    }

    /** What begins reasoning; empty for {@link #NONE}. */
    public String open() {
        return open;
    }

    /** What ends it; empty for {@link #NONE}. */
    public String close() {
        return close;
    }

    /** Format tokens of this text must show in the answer. */
    public Set<String> marks() {
        return switch (this) {
            case NONE -> Set.of();
            case THINK, THINK_AND_RESPONSE, BRACKETS -> Set.of(open, close);
            case GEMMA -> Set.of("<|channel>", close);
            case HARMONY -> ToolCallFormat.Family.HARMONY.marks();
        };
    }

    /** The marks behind which an answer begins anew. */
    public Set<String> starts() {
        return switch (this) {
            case NONE -> Set.of();
            case THINK_AND_RESPONSE -> Set.of(open, ANSWER_OPEN);
            case THINK, BRACKETS, GEMMA, HARMONY -> Set.of(open);
        };
    }

    /** Whether marks stand around the answer that follows the reasoning. */
    boolean framesAnswer() {
        return this == THINK_AND_RESPONSE;
    }

    /** Whether a prompt ends within reasoning, which the model then goes on with and only closes. */
    public boolean isOpenAfter(String prompt) {
        return this != NONE && this != HARMONY && prompt.stripTrailing().endsWith(open);
    }
}
