package dev.llmaas.inference.llama;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.inference.EngineException.Rejected;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What other servers (vLLM, SGLang, the server of llama.cpp) can do at the wish of a request and this engine cannot. Where
 * it would change the answer it is refused by its name, so that nobody takes a plain answer for what he asked for; the value
 * that changes nothing passes. Hints about speed pass too.
 */
enum ForeignWish {
    GUIDED_GRAMMAR("", Advice.FORM),
    GUIDED_WHITESPACE_PATTERN("", Advice.FORM),
    GRAMMAR("", Advice.FORM),
    GRAMMAR_LAZY("false", Advice.FORM),
    GRAMMAR_TRIGGERS("[]", Advice.FORM),
    EBNF("", Advice.FORM),
    STRUCTURAL_TAG("", Advice.FORM),
    FORMAT("", Advice.FORM),

    BAD_WORDS("[]", Advice.BIAS),
    ALLOWED_TOKEN_IDS("", Advice.BIAS),
    CUSTOM_LOGIT_PROCESSOR("", Advice.BIAS),
    LOGITS_PROCESSORS("[]", Advice.BIAS),

    MIROSTAT("0", Advice.SAMPLING),
    MIROSTAT_TAU(MIROSTAT),
    MIROSTAT_ETA(MIROSTAT),
    DRY_MULTIPLIER("0", Advice.SAMPLING),
    DRY_BASE(DRY_MULTIPLIER),
    DRY_ALLOWED_LENGTH(DRY_MULTIPLIER),
    DRY_PENALTY_LAST_N(DRY_MULTIPLIER),
    DRY_RANGE(DRY_MULTIPLIER),
    DRY_SEQUENCE_BREAKERS(DRY_MULTIPLIER),
    XTC_PROBABILITY("0", Advice.SAMPLING),
    XTC_THRESHOLD(XTC_PROBABILITY),
    DYNATEMP_RANGE("0", Advice.SAMPLING),
    DYNATEMP_EXPONENT(DYNATEMP_RANGE),
    TOP_A("0", Advice.SAMPLING),
    TOP_N_SIGMA("-1", Advice.SAMPLING),
    TFS_Z("1", Advice.SAMPLING),
    TFS("1", Advice.SAMPLING),
    SAMPLERS("", Advice.SAMPLING),
    MIN_KEEP("0", Advice.SAMPLING),
    NO_REPEAT_NGRAM_SIZE("0", Advice.SAMPLING),
    REPEAT_LAST_N("-1", "The penalties of this engine reach over the whole answer."),

    USE_BEAM_SEARCH("false", ""),
    NUM_BEAMS("1", ""),
    LENGTH_PENALTY("1", ""),
    EARLY_STOPPING("false", ""),
    BEST_OF("1", "Use n and choose among the answers."),

    N_PREDICT("", Advice.LENGTH),
    MAX_NEW_TOKENS("", Advice.LENGTH),
    T_MAX_PREDICT_MS("0", Advice.LENGTH),
    N_INDENT("0", ""),
    STOP_REGEX("", "Use stop with texts."),
    INCLUDE_STOP_STR_IN_OUTPUT("false", ""),
    NO_STOP_TRIM("false", ""),
    SKIP_SPECIAL_TOKENS("true", ""),
    SPACES_BETWEEN_SPECIAL_TOKENS("true", ""),
    ECHO("false", ""),

    CHAT_TEMPLATE("", "The model's own template makes the prompt; chat_template_kwargs sets its variables."),
    ADD_GENERATION_PROMPT("true", ""),
    CONTINUE_FINAL_MESSAGE("false", ""),
    DOCUMENTS("[]", "Put the documents into a message."),
    TRUNCATE_PROMPT_TOKENS("", "Shorten the prompt; /tokenize counts its tokens."),
    PROMPT_EMBEDS("", ""),
    LORA("[]", ""),
    LORA_PATH("", ""),

    ENABLE_THINKING("", Advice.REASONING),
    THINKING("", Advice.REASONING),
    THINKING_BUDGET("-1", Advice.REASONING),
    THINKING_BUDGET_TOKENS("-1", Advice.REASONING),
    THINKING_TOKEN_BUDGET("-1", Advice.REASONING),
    REASONING_BUDGET("-1", Advice.REASONING),
    INCLUDE_REASONING("true", Advice.REASONING),
    SEPARATE_REASONING("true", Advice.REASONING),

    PROMPT_LOGPROBS("", "logprobs tells the probabilities of the answer."),
    N_PROBS("0", "Use logprobs and top_logprobs."),
    POST_SAMPLING_PROBS("false", "Use logprobs and top_logprobs."),
    RETURN_TOKEN_IDS("false", Advice.TOKENS),
    RETURN_TOKENS("false", Advice.TOKENS),
    RETURN_TOKENS_AS_TOKEN_IDS("false", Advice.TOKENS),
    RETURN_HIDDEN_STATES("false", "");

    private static final Map<String, ForeignWish> BY_FIELD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ForeignWish::field, Function.identity()));

    private final @Nullable JsonNode neutral;
    private final String advice;
    private final @Nullable ForeignWish master;

    /** A wish; its neutral value as JSON, empty if there is none; and what to do instead, a sentence or empty. */
    ForeignWish(String neutral, String advice) {
        this.neutral = neutral.isEmpty() ? null : WireJson.mapper().readTree(neutral);
        this.advice = advice;
        this.master = null;
    }

    /** A detail of another wish: it passes where the request says that the other one is off. */
    ForeignWish(ForeignWish master) {
        this.neutral = null;
        this.advice = Advice.SAMPLING;
        this.master = master;
    }

    /** What to do instead. */
    private static final class Advice {
        static final String FORM = "Use response_format with a JSON schema, guided_regex or guided_choice.";
        static final String BIAS = "Use logit_bias, -100 for a token that must not come.";
        static final String SAMPLING =
                "It chooses tokens by temperature, top_p, top_k, min_p, typical_p and the penalties.";
        static final String LENGTH = "Use max_completion_tokens.";
        static final String REASONING = "Use reasoning_effort, or chat_template_kwargs as the model's template has it.";
        static final String TOKENS = "/tokenize cuts a text into its tokens.";
    }

    /**
     * Looks through the fields of a request that OpenAI does not know.
     *
     * @throws Rejected if one of them asks for what this engine lacks; the first one by name
     */
    static void check(ChatCompletionRequest request) {
        Map<String, JsonNode> fields = request.extra();
        if (fields.isEmpty()) {
            return;
        }
        new TreeMap<>(fields).forEach((name, value) -> {
            ForeignWish wish = BY_FIELD.get(name);
            if (wish != null && !wish.changesNothing(value) && !wish.isOffIn(fields)) {
                throw wish.refused();
            }
        });
    }

    private String field() {
        return name().toLowerCase(Locale.ROOT);
    }

    private boolean changesNothing(JsonNode value) {
        if (value.isNull() || neutral == null) {
            return value.isNull();
        }
        boolean numbers = value.isNumber() && neutral.isNumber();
        return numbers ? value.doubleValue() == neutral.doubleValue() : value.equals(neutral);
    }

    private boolean isOffIn(Map<String, JsonNode> fields) {
        JsonNode said = master == null ? null : fields.get(master.field());
        return said != null && master != null && master.changesNothing(said);
    }

    private Rejected refused() {
        String only = neutral == null ? "" : ", except as %s".formatted(neutral);
        String sentence = "The engine of this model does not support %s%s. %s".formatted(field(), only, advice);
        return new Rejected(ErrorCode.INVALID_REQUEST, sentence.strip(), field());
    }
}
