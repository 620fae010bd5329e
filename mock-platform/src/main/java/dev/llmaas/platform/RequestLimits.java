package dev.llmaas.platform;

/** The bounds of what one request for inference may hold, beside those of {@link Limits}, with the reason for each. */
public final class RequestLimits {
    /** OpenAI's default of {@code max_tokens} for text completions. */
    public static final int TEXT_TOKENS_DEFAULT = 16;

    /** OpenAI's bound for {@code logprobs} of text completions. */
    public static final int TEXT_LOGPROBS_MAX = 5;

    /** Prompts of one text completion: an engine computes them together or one after the other. */
    public static final int PROMPTS_MAX = 16;

    /** OpenAI's bound for {@code tools}. */
    public static final int TOOLS_MAX = 128;

    /** Engines count tokens in 32 bits, and know where theirs end. */
    public static final int TOKEN_ID_DIGITS_MAX = 10;

    /** Biases that a request may ask for; each costs the sampler a step a token. */
    public static final int LOGIT_BIASES_MAX = 1_024;

    /** Images of one request: as many as fit into the body in a useful size. */
    public static final int IMAGES_MAX = 20;

    /** One image as a data URI: about 9 MB of picture. */
    public static final int IMAGE_CHARACTERS_MAX = 12 * 1024 * 1024;

    /** Sounds of one request. */
    public static final int SOUNDS_MAX = 4;

    /** Models on a page of Anthropic's list that does not say how many (its reference, 2026-09). */
    public static final int ANTHROPIC_PAGE_DEFAULT = 20;

    /** Models on a page of Anthropic's list (its reference, 2026-09). */
    public static final int ANTHROPIC_PAGE_MAX = 1_000;

    /** OpenAI's bound for the pairs of {@code metadata}. */
    public static final int METADATA_PAIRS_MAX = 16;

    /** OpenAI's bound for a key of {@code metadata}. */
    public static final int METADATA_KEY_CHARACTERS_MAX = 64;

    /** OpenAI's bound for a text of {@code metadata}. */
    public static final int METADATA_VALUE_CHARACTERS_MAX = 512;

    /** Tokens that one call turns into text: a whole context of the longest models. */
    public static final int DETOKENIZED_MAX = 1 << 20;

    /** Bodies in memory, as a part of the heap: one that is copied and read takes three times its bytes. */
    public static final int BODIES_HEAP_PART = 8;

    /** One caller may have one of so many equal shares of that, or half where that is too little for the largest body. */
    public static final int BODIES_SHARES = 4;

    /** Small bodies may have this part of it beyond the bound, so that large ones do not keep usual calls waiting. */
    public static final int BODIES_SPARE_PART = 4;

    private RequestLimits() {}
}
