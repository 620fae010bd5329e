package dev.llmaas.inference.models;

import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import java.util.OptionalLong;

/**
 * What a header must say so that the native engine can take it. The engine ends its whole process over some of these
 * figures instead of refusing them, so they are checked first.
 */
final class GgufRules {
    /** llama.cpp's own bound (LLAMA_MAX_LAYERS, v0.5.0). */
    private static final long LAYERS_MAX = 512;
    /** No model is near it; larger ones only serve to overflow. */
    private static final long WIDTH_MAX = 1 << 20;
    /** llama.cpp counts positions in 32 bits. */
    private static final long CONTEXT_MAX = Integer.MAX_VALUE;

    private final Gguf file;

    GgufRules(Gguf file) {
        this.file = file;
    }

    /** Checks everything. */
    void check() {
        if (file.architecture().isEmpty()) {
            throw unsupported("does not name its architecture");
        }
        if (file.text("split.count").isPresent() || file.whole("split.count").orElse(1) != 1) {
            throw unsupported("is one part of several; merge the parts into one file");
        }
        if (file.tensors().isEmpty()) {
            throw unsupported("holds a vocabulary only");
        }
        if (file.vocabulary() == 0) {
            throw unsupported("has no vocabulary");
        }
        requireWithin("block_count", 1, LAYERS_MAX);
        requireWithin("context_length", 1, CONTEXT_MAX);
        long width = requireWithin("embedding_length", 1, WIDTH_MAX);
        checkHeads(width);
        checkVocabulary();
    }

    /** Some architectures have a list of numbers here, one a layer; those are left to the engine. */
    private void checkHeads(long width) {
        OptionalLong heads = file.ofArchitecture("attention.head_count");
        if (heads.isEmpty()) {
            return;
        }
        long count = heads.getAsLong();
        if (count < 0 || count > width) {
            throw corrupt("attention.head_count", count);
        }
        if (count == 0) {
            return;
        }
        long keys = file.ofArchitecture("attention.head_count_kv").orElse(count);
        if (keys < 0 || keys > count || (keys > 0 && count % keys != 0)) {
            throw corrupt("attention.head_count_kv", keys);
        }
        boolean ownLength = file.ofArchitecture("attention.key_length").isPresent();
        if (!ownLength && width % count != 0) {
            throw corrupt("attention.head_count", count);
        }
        long length = file.headLength();
        if (length < 1 || length > WIDTH_MAX) {
            throw corrupt("attention.key_length", length);
        }
        long rotated = file.ofArchitecture("rope.dimension_count").orElse(length);
        if (rotated < 0 || rotated > length || rotated % 2 != 0) {
            throw corrupt("rope.dimension_count", rotated);
        }
    }

    private void checkVocabulary() {
        int tokens = file.vocabulary();
        for (String key : new String[] {"tokenizer.ggml.token_type", "tokenizer.ggml.scores"}) {
            if (file.metadata().get(key) instanceof GgufValue.Many many && many.count() != tokens) {
                throw corrupt(key, many.count());
            }
        }
        for (String mark : new String[] {"bos", "eos", "eot", "padding", "unknown"}) {
            String key = "tokenizer.ggml." + mark + "_token_id";
            long token = file.whole(key).orElse(0);
            // Converters write the largest number of 32 bits for "none".
            if (token < 0 || (token >= tokens && token != 0xFFFF_FFFFL)) {
                throw corrupt(key, token);
            }
        }
    }

    private long requireWithin(String key, long min, long max) {
        long value = file.ofArchitecture(key).orElseThrow(() -> unsupported("does not state its " + key));
        if (value < min || value > max) {
            throw corrupt(key, value);
        }
        return value;
    }

    private EngineStartException corrupt(String key, long value) {
        return new EngineStartException(
                Reason.MODEL_FILE_CORRUPT,
                "The model file %s is damaged: its %s is %d, which cannot be. Fetch it again and compare its SHA-256."
                        .formatted(file.fileName(), key, value));
    }

    private EngineStartException unsupported(String what) {
        return new EngineStartException(
                Reason.MODEL_UNSUPPORTED, "The model file %s %s.".formatted(file.fileName(), what));
    }
}
