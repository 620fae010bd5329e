package dev.llmaas.inference.llama;

import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import dev.llmaas.inference.models.Gguf;
import dev.llmaas.inference.models.GgufTensor;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory that a model needs, in bytes, from its header alone.
 *
 * @param weights its tensors
 * @param cache keys and values of all slots, 16 bits each
 * @param buffers what a step keeps meanwhile: the scores of a batch and the widest layer, an estimate from below
 */
public record MemoryNeed(long weights, long cache, long buffers) {
    private static final int BYTES_OF_CACHE_NUMBER = 2;
    /** Vectors of a layer that live at once: input, output, queries, keys, values and what attention adds up. */
    private static final int LAYER_VECTORS = 8;
    /** No layer is near it; headers that claim more only serve to overflow. */
    private static final long FIGURE_MAX = 1L << 30;
    /** How the tensors of a layer are called, with its number. */
    private static final Pattern BLOCK = Pattern.compile("blk\\.(\\d{1,9})\\.");
    /** More than any machine has, and far from overflowing. */
    private static final long BYTES_MAX = 1L << 60;

    /** What a model needs with so many slots of so long a context. */
    public static MemoryNeed of(Gguf file, int slots, int contextTokens) {
        return of(
                file,
                new LlamaOptions(slots, contextTokens, 1),
                Pooling.of(file).isPresent());
    }

    /** What a model needs with these options. */
    static MemoryNeed of(Gguf file, LlamaOptions options, boolean makesVectors) {
        long weights = file.tensors().stream().mapToLong(GgufTensor::bytes).sum();
        long width = bounded(file.embeddingLength().orElse(0));
        long batch = Math.max(LlamaLimits.BATCH_TOKENS, makesVectors ? options.contextTokens() : options.slots());
        long feedForward = bounded(file.largest("feed_forward_length").orElse(4 * width));
        long scores = makesVectors ? width : file.vocabulary();
        double buffers = (double) batch * (LAYER_VECTORS * width + 2 * feedForward + scores) * Float.BYTES
                + (makesVectors ? 0 : options.scoreBytes(file));
        boolean encoder = Pooling.of(file).isPresent() && file.chatTemplate().isEmpty();
        long cells = encoder ? 0 : makesVectors ? batch : (long) options.slots() * options.contextTokens();
        double cache = (double) cells * cacheBytesOfToken(file);
        return new MemoryNeed(
                weights, (long) Math.min(cache, (double) BYTES_MAX), (long) Math.min(buffers, (double) BYTES_MAX));
    }

    private static double cacheBytesOfToken(Gguf file) {
        long keyHeads = file.largest("attention.head_count_kv").orElse(file.headCount());
        long keys = file.headLength();
        long values = file.ofArchitecture("attention.value_length").orElse(keys);
        return (double) bounded(file.layers().orElse(0))
                * bounded(keyHeads)
                * (bounded(keys) + bounded(values))
                * BYTES_OF_CACHE_NUMBER;
    }

    private static long bounded(long figure) {
        return Math.clamp(figure, 0, FIGURE_MAX);
    }

    /** All of it. */
    public long total() {
        return weights + cache + buffers;
    }

    /**
     * What stays with the processor where a graphics processor has the last layers: as llama.cpp places them, what reads the
     * tokens stays, and what makes the scores counts as one layer behind the others.
     *
     * @param file the model that needs this
     * @param gpuLayers layers on the graphics processor, from 0
     */
    MemoryNeed besides(Gguf file, int gpuLayers) {
        long layers = Math.max(1, file.layers().orElse(1));
        long kept = Math.clamp(layers + 1 - gpuLayers, 0, layers);
        long bytes = file.tensors().stream()
                .filter(tensor -> staysBelow(tensor.name(), kept, gpuLayers == 0))
                .mapToLong(GgufTensor::bytes)
                .sum();
        double share = (double) kept / layers;
        return new MemoryNeed(bytes, (long) (cache * share), kept == 0 ? 0 : buffers);
    }

    private static boolean staysBelow(String tensor, long layer, boolean outputToo) {
        Matcher block = BLOCK.matcher(tensor);
        if (block.lookingAt()) {
            return Long.parseLong(block.group(1)) < layer;
        }
        return outputToo || !tensor.startsWith("output");
    }

    /** What is left of this without a part of it. */
    MemoryNeed without(MemoryNeed part) {
        return new MemoryNeed(weights - part.weights, cache - part.cache, buffers);
    }

    /**
     * Makes sure that it fits.
     *
     * @param fileName the model
     * @param haveBytes memory that is there, 0 if unknown
     * @param where what has it
     * @throws EngineStartException if not; it tells both figures
     */
    void requireFits(String fileName, long haveBytes, String where) {
        if (haveBytes > 0 && total() > haveBytes) {
            throw new EngineStartException(
                    Reason.OUT_OF_MEMORY,
                    "The model file %s needs about %s (%s of weights, %s for the contexts of all slots, %s to compute), but %s has %s free. Ask for fewer slots or a shorter context, take a smaller model, or make room."
                            .formatted(
                                    fileName,
                                    text(total()),
                                    text(weights),
                                    text(cache),
                                    text(buffers),
                                    where,
                                    text(haveBytes)));
        }
    }

    private static String text(long bytes) {
        double mib = bytes / (double) (1 << 20);
        return mib < 1024
                ? String.format(Locale.ROOT, "%.0f MiB", mib)
                : String.format(Locale.ROOT, "%.1f GiB", mib / 1024);
    }
}
