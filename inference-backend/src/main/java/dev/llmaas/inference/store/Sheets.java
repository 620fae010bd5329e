package dev.llmaas.inference.store;

import dev.llmaas.api.models.ModelSheet;
import dev.llmaas.api.models.StoredModel;
import dev.llmaas.inference.llama.MemoryNeed;
import dev.llmaas.inference.models.Gguf;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes down what the header of a file tells. Stateless. */
final class Sheets {
    /** What a runner takes beyond its model: Java, the libraries and the tokenizer. */
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
        int counted = Math.clamp(context, 1, Integer.MAX_VALUE);
        MemoryNeed need = MemoryNeed.of(header, slots, counted);
        return new ModelSheet.Memory(slots, context, need.weights(), need.cache(), need.buffers() + RUNNER_BYTES);
    }
}
