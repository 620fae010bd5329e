package dev.llmaas.inference.llama;

import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import dev.llmaas.inference.models.Gguf;

/**
 * How a model is run: the choices of its specification, with the engine's own where it left them open.
 *
 * @param slots requests computed together
 * @param contextTokens context of one request, in tokens
 * @param threads threads that compute
 */
record LlamaOptions(int slots, int contextTokens, int threads) {
    /** No model is near it; headers that claim more only serve to overflow. */
    private static final long HEADS_MAX = 1 << 16;

    /**
     * The options of a specification.
     *
     * @throws EngineStartException if one is out of bounds
     */
    static LlamaOptions of(EngineSpec spec, Gguf file, int processors) {
        boolean vectors = Pooling.of(file).isPresent();
        long trained = file.contextLength().orElse(LlamaLimits.CONTEXT_DEFAULT);
        int slotsDefault = vectors ? LlamaLimits.VECTOR_SLOTS_DEFAULT : LlamaLimits.SLOTS_DEFAULT;
        int contextDefault = vectors ? LlamaLimits.VECTOR_CONTEXT_DEFAULT : LlamaLimits.CONTEXT_DEFAULT;
        int slots = spec.slots() == 0 ? slotsDefault : spec.slots();
        int context = spec.contextTokens() == 0 ? (int) Math.min(trained, contextDefault) : spec.contextTokens();
        int threads = spec.threads() == 0 ? threads(file.parameters(), processors) : spec.threads();
        requireAtMost("slots", slots, LlamaLimits.SLOTS_MAX, "this engine runs");
        requireAtMost("context", context, trained, "the model " + file.fileName() + " was made for");
        requireAtMost("threads", threads, LlamaLimits.THREADS_MAX, "llama.cpp takes");
        if ((long) slots * context > Integer.MAX_VALUE / 2) {
            throw invalid(
                    "slots times context must stay below %,d tokens, but is %,d. Ask for fewer slots or a shorter context."
                            .formatted(Integer.MAX_VALUE / 2, (long) slots * context));
        }
        return new LlamaOptions(slots, context, threads);
    }

    private static int threads(long parameters, int processors) {
        if (parameters < LlamaLimits.ONE_THREAD_PARAMETERS) {
            return 1;
        }
        // One processor is left to the tokens' way out.
        return Math.clamp(processors - 1L, 1, LlamaLimits.THREADS_DEFAULT_MAX);
    }

    private static void requireAtMost(String option, int value, long max, String whose) {
        if (value > max) {
            throw invalid("%s must be at most %,d, which is what %s, but is %,d.".formatted(option, max, whose, value));
        }
    }

    private static EngineStartException invalid(String sentence) {
        return new EngineStartException(Reason.INVALID_OPTION, sentence);
    }

    /** What the context of a model that makes vectors is made with: a batch is a whole number of inputs. */
    LlamaContext.Shape vectorShape(Pooling pooling) {
        int batch = Math.max(LlamaLimits.BATCH_TOKENS, contextTokens);
        return new LlamaContext.Shape(batch, batch, slots, threads, pooling);
    }

    /**
     * What the context of a model that generates text is made with. Fused attention of llama.cpp computes short batches row by
     * row, and rows that do not fill the vector unit number by number: with heads of 32 numbers a step that reads eight tokens
     * behind 760 others took 33 ms with it and 2.5 ms without. Without it the table of scores lies in memory, so fewer tokens
     * are computed together.
     */
    LlamaContext.Shape shape(Gguf file) {
        int batch = Math.max(LlamaLimits.BATCH_TOKENS, slots);
        boolean fused = isFused(file);
        int together = fused ? batch : LlamaLimits.UNFUSED_BATCH_TOKENS;
        return new LlamaContext.Shape(slots * contextTokens, batch, together, slots, threads, fused, null);
    }

    /** Whether the heads of a model fill the vector unit, or a table of their scores would cost more than it saves. */
    private boolean isFused(Gguf file) {
        return file.headLength() % LlamaLimits.FUSED_HEAD_STEP == 0
                || slots > LlamaLimits.UNFUSED_SLOTS_MAX
                || tableBytes(file) > LlamaLimits.UNFUSED_SCORE_BYTES_MAX;
    }

    /** What the table of scores of attention takes at most, in bytes; 0 where there is none. */
    long scoreBytes(Gguf file) {
        return isFused(file) ? 0 : tableBytes(file);
    }

    private long tableBytes(Gguf file) {
        long heads = Math.clamp(file.headCount(), 1, HEADS_MAX);
        return heads * slots * contextTokens * LlamaLimits.UNFUSED_BATCH_TOKENS * Float.BYTES;
    }
}
