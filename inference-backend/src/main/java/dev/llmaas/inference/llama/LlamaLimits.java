package dev.llmaas.inference.llama;

import java.time.Duration;

/** Every bound of the engine, each with why it is what it is. */
final class LlamaLimits {
    /** Slots if nobody says: one step of four streams takes little longer than a step of one. */
    static final int SLOTS_DEFAULT = 4;
    /** More streams than this share the processor too thinly; the pool has replicas for that. */
    static final int SLOTS_MAX = 64;
    /** Context of one request if nobody says: long talks fit, and four slots of a 7B model stay below 5 GiB. */
    static final int CONTEXT_DEFAULT = 8_192;
    /** Tokens of one native step; longer ones make other streams wait longer and are hardly faster. */
    static final int BATCH_TOKENS = 512;
    /** Numbers that the widest vector units (AVX-512, 16 bits, four at once) take in one go: llama.cpp's GGML_F16_STEP. */
    static final int FUSED_HEAD_STEP = 64;
    /** Tokens computed together without fused attention: their table of scores is a quarter of that of a batch. */
    static final int UNFUSED_BATCH_TOKENS = 128;
    /** The table has a column for every token of every slot; beyond so many, that takes longer than rows number by number. */
    static final int UNFUSED_SLOTS_MAX = 16;
    /** What that table may take: that of a model of 3B weights with the default slots; it is filled only as contexts are. */
    static final long UNFUSED_SCORE_BYTES_MAX = 512L << 20;
    /** The gap between two tokens of an answer while a prompt is read beside it, in steps: below 3, with a margin. */
    static final double GAP_STEPS_TARGET = 2.3;
    /** A begin that two prompts share is worth waiting for from here on: some steps of reading. */
    static final int FOLLOW_TOKENS_MIN = 32;
    /** Whoever comes so much later than a request never passes it, however small. */
    static final Duration PASSED_WITHIN_MAX = Duration.ofSeconds(10);
    /** Requests that wait for a slot: at a second each, the last waits a minute with four slots. */
    static final int QUEUE_MAX = 256;
    /** Pieces of an answer that wait for a slow reader before its slot parks. */
    static final int OUTBOX_MAX = 64;
    /** Answers to one request: each takes a slot. */
    static final int CHOICES_MAX = 16;
    /** Draws of a token that the form refuses before all tokens are looked at: together they take less time. */
    static final int DRAWS_MAX = 8;
    /**
     * What forms may add to one step, all slots together, in readings of some 50 ns: 5 ms, less than a step of a model that
     * is worth it. A form that needs more goes on in the next step.
     */
    static final long FORM_WORK_PER_STEP = 100_000;
    /** OpenAI's bound on stop texts. */
    static final int STOPS_MAX = 4;
    /** Longer ones are no marks; each holds back as much of the answer. */
    static final int STOP_CHARACTERS_MAX = 1_000;
    /** Tokens that may end an answer at the wish of a request; models have a handful of marks. */
    static final int STOP_TOKENS_MAX = 128;
    /** Texts among which an answer may choose: OpenAI's bound on an enum. */
    static final int TEXTS_MAX = 1_000;
    /** OpenAI's bound on alternatives a token. */
    static final int TOP_LOGPROBS_MAX = 20;
    /** Models below this many weights are faster on one thread than on two. */
    static final long ONE_THREAD_PARAMETERS = 100_000_000;
    /** Memory bandwidth is used up before more threads help. */
    static final int THREADS_DEFAULT_MAX = 16;
    /** The most threads somebody may ask for: llama.cpp's own bound. */
    static final int THREADS_MAX = 512;

    /** Inputs of one request for embeddings: OpenAI's bound. */
    static final int INPUTS_MAX = 2_048;
    /** Tokens of one request for embeddings or for an order, all inputs together: OpenAI's bound. */
    static final int INPUT_TOKENS_MAX = 300_000;
    /** Documents of one request for an order: Cohere's advice, above which it asks for several requests. */
    static final int DOCUMENTS_MAX = 1_000;
    /** Tokens that wait for their vectors, 16 MiB of numbers: a hundred usual requests, or a dozen of the largest. */
    static final long VECTOR_QUEUE_TOKENS_MAX = 1L << 22;
    /** Inputs of one batch if nobody says: short texts fill a batch before long ones do. */
    static final int VECTOR_SLOTS_DEFAULT = 16;
    /** Context of one input if nobody says: the work of a batch grows with its square. */
    static final int VECTOR_CONTEXT_DEFAULT = 2_048;
    /** Tokens that one call turns into text: a whole context of the longest models. */
    static final int DETOKENIZE_MAX = 1 << 20;

    private LlamaLimits() {}
}
