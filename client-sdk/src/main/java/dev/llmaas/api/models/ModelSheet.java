package dev.llmaas.api.models;

import org.jspecify.annotations.Nullable;

/**
 * Everything about one model file that its header tells, and what running it takes.
 *
 * @param model the file
 * @param path where it lies
 * @param title what its maker calls it, may be null
 * @param layers the number of its layers
 * @param embeddingLength the width of its vectors
 * @param vocabulary the number of its tokens
 * @param tokenizer the kind of its tokenizer, may be null
 * @param tensors the number of its tensors
 * @param templateFamily whose form its chat template follows, for instance {@code chatml}; null without a template
 * @param memory what running it takes
 */
public record ModelSheet(
        StoredModel model,
        String path,
        @Nullable String title,
        long layers,
        long embeddingLength,
        int vocabulary,
        @Nullable String tokenizer,
        int tensors,
        @Nullable String templateFamily,
        Memory memory) {
    /**
     * The memory that a runner needs, an estimate from the header: weights and cache are exact for dense models, the rest
     * is a rule of thumb.
     *
     * @param slots requests computed together
     * @param contextTokens context of each
     * @param weightBytes the weights
     * @param cacheBytes keys and values of all slots at full context, 16 bits each
     * @param computeBytes what the computation itself takes
     */
    public record Memory(int slots, long contextTokens, long weightBytes, long cacheBytes, long computeBytes) {
        /** All of it together. */
        public long totalBytes() {
            return weightBytes + cacheBytes + computeBytes;
        }
    }
}
