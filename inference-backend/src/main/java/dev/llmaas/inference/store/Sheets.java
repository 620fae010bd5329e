package dev.llmaas.inference.store;

import dev.llmaas.api.models.ModelSheet;
import dev.llmaas.api.models.StoredModel;
import dev.llmaas.inference.models.Gguf;
import dev.llmaas.inference.models.GgufValue;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes down what the header of a file tells. Stateless. */
final class Sheets {
    /** Bytes of one number of the cache: 16 bits, the engine's default. */
    private static final int CACHE_NUMBER_BYTES = 2;

    /** Tokens that one step computes; their scores are the largest part of what the computation takes. */
    private static final int BATCH_TOKENS = 512;

    private static final int SCORE_BYTES = 4;

    /** Buffers, tokenizer, and the runner itself: what a runner of a tiny model takes. */
    private static final long RUNNER_BYTES = 160L << 20;

    private static final long CONTEXT_DEFAULT_MAX = 4_096;

    /** Marks that only templates of one family have, the rarest first. */
    private static final Map<String, String> FAMILIES = families();

    private Sheets() {}

    private static Map<String, String> families() {
        Map<String, String> families = new LinkedHashMap<>();
        families.put("<|channel|>", "harmony");
        families.put("<|start_of_role|>", "granite");
        families.put("<|start_header_id|>", "llama3");
        families.put("<start_of_turn>", "gemma");
        families.put("<\uff5cUser\uff5c>", "deepseek");
        families.put("<|START_OF_TURN_TOKEN|>", "command-r");
        families.put("<|im_start|>", "chatml");
        families.put("[INST]", "mistral");
        families.put("<|user|>", "zephyr");
        return families;
    }

    /** The sheet of a file for so many slots of so long a context; 0 leaves that to us. */
    static ModelSheet of(StoredModel model, Path path, Gguf header, int slots, long contextTokens) {
        return new ModelSheet(
                model,
                path.toString(),
                header.name().orElse(null),
                header.layers().orElse(0),
                header.embeddingLength().orElse(0),
                header.vocabulary(),
                header.tokenizer().orElse(null),
                header.tensors().size(),
                header.chatTemplate().map(Sheets::family).orElse(null),
                memory(header, Math.max(1, slots), contextTokens));
    }

    /** Whose form a template follows; {@code other} if it has none of the marks. */
    static String family(String template) {
        return FAMILIES.entrySet().stream()
                .filter(family -> template.contains(family.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("other");
    }

    static ModelSheet.Memory memory(Gguf header, int slots, long contextTokens) {
        long own = header.contextLength().orElse(CONTEXT_DEFAULT_MAX);
        long context = contextTokens > 0 ? contextTokens : Math.min(own, CONTEXT_DEFAULT_MAX);
        long perToken = header.layers().orElse(0) * numbersPerLayer(header) * CACHE_NUMBER_BYTES;
        long scores = (long) BATCH_TOKENS * header.vocabulary() * SCORE_BYTES;
        return new ModelSheet.Memory(
                slots,
                context,
                header.fileBytes() - header.dataOffset(),
                perToken * context * slots,
                scores + RUNNER_BYTES);
    }

    /** Numbers that one token leaves in the cache of one layer: a key and a value a head of those that have their own. */
    private static long numbersPerLayer(Gguf header) {
        long heads = perLayer(header, "attention.head_count", 1);
        long keyHeads = perLayer(header, "attention.head_count_kv", heads);
        long width = header.embeddingLength().orElse(0);
        long head = heads == 0 ? 0 : width / heads;
        return keyHeads
                * (perLayer(header, "attention.key_length", head) + perLayer(header, "attention.value_length", head));
    }

    /** A number that some architectures give a layer; then the largest, so that the estimate is none too low. */
    private static long perLayer(Gguf header, String key, long otherwise) {
        @Nullable GgufValue value = header.metadata().get(header.architecture().orElse("") + "." + key);
        return switch (value) {
            case GgufValue.Whole whole -> whole.value();
            case GgufValue.Many many -> Math.round(many.largest());
            case null, default -> otherwise;
        };
    }
}
