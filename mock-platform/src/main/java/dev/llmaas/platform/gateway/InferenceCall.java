package dev.llmaas.platform.gateway;

import dev.llmaas.platform.Limits;

/** One billable call as a client sent it, checked: what the corridor must know of it, and how an engine gets it. */
public sealed interface InferenceCall permits ChatCompletionsCall {
    /** The address that was called, for instance {@code /v1/chat/completions}; also the engine's. */
    String endpoint();

    /** The name by which the model was called. */
    String model();

    /** The request as it came; not to be changed. */
    byte[] body();

    /** Whether the answer goes out as it is made. */
    boolean streamed();

    /** Whether the stream ends with a chunk of its own for the usage. */
    boolean usageIncluded();

    /** Answers asked for, from 1. */
    int choices();

    /** Tokens that the request lets each answer have, from 1. */
    long outputTokensMax();

    /** Calls of the same key profit from the same replica. */
    String affinityKey();

    /**
     * The body for an engine that knows OpenAI's protocol only: it asks for the usage and bounds the output.
     *
     * @param outputTokens for each answer, from 1
     */
    byte[] bodyForUpstream(long outputTokens);

    /**
     * More tokens than the prompt can have: no tokenizer makes more tokens than there are bytes.
     *
     * @param contextTokens of the model; 0 if unknown
     */
    default long promptCeiling(int contextTokens) {
        long bytes = (long) body().length + Limits.TEMPLATE_TOKENS_MAX;
        return contextTokens == 0 ? bytes : Math.min(bytes, contextTokens);
    }

    /**
     * More tokens than all answers together can have.
     *
     * @param contextTokens of the model; 0 if unknown
     */
    default long outputCeiling(int contextTokens) {
        long each = contextTokens == 0 ? outputTokensMax() : Math.min(outputTokensMax(), contextTokens);
        return each * choices();
    }
}
