package dev.llmaas.client;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.EmbeddingsRequest;
import dev.llmaas.client.internal.Limits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls for a batch, by names that their results carry. {@code toString} shows sizes only.
 *
 * @param endpoint the address that all of them go to, for instance {@code /v1/chat/completions}
 * @param calls their bodies by their names of 1 to 64 characters, in their order; 1 to 10,000
 */
public record BatchCalls(String endpoint, Map<String, JsonNode> calls) {
    private static final int NAME_CHARACTERS_MAX = 64;

    /**
     * Copies its map.
     *
     * @throws IllegalArgumentException if there are none or too many, or one has no possible name
     */
    public BatchCalls {
        calls = Collections.unmodifiableMap(new LinkedHashMap<>(calls));
        if (calls.isEmpty() || calls.size() > Limits.BATCH_CALLS_MAX) {
            throw new IllegalArgumentException(
                    "A batch has 1 to %,d calls, not %,d.".formatted(Limits.BATCH_CALLS_MAX, calls.size()));
        }
        if (calls.keySet().stream().anyMatch(name -> name.isEmpty() || name.length() > NAME_CHARACTERS_MAX)) {
            throw new IllegalArgumentException(
                    "The name of a call in a batch has 1 to %d characters.".formatted(NAME_CHARACTERS_MAX));
        }
    }

    /** Questions to models. */
    public static BatchCalls chat(Map<String, ChatCompletionRequest> requests) {
        return new BatchCalls("/v1/chat/completions", trees(requests));
    }

    /** Texts to make vectors of. */
    public static BatchCalls embeddings(Map<String, EmbeddingsRequest> requests) {
        return new BatchCalls("/v1/embeddings", trees(requests));
    }

    private static Map<String, JsonNode> trees(Map<String, ?> requests) {
        Map<String, JsonNode> trees = new LinkedHashMap<>();
        requests.forEach((name, request) -> {
            JsonNode tree = WireJson.mapper().valueToTree(request);
            trees.put(name, tree);
        });
        return trees;
    }

    /** The file of them: a line for each. */
    Upload file() {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        calls.forEach((name, body) -> {
            ObjectNode line = JsonNodeFactory.instance
                    .objectNode()
                    .put("custom_id", name)
                    .put("method", "POST")
                    .put("url", endpoint);
            line.set("body", body);
            lines.writeBytes(WireJson.mapper().writeValueAsBytes(line));
            lines.write('\n');
        });
        byte[] bytes = lines.toByteArray();
        return new Upload("calls.jsonl", bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    @Override
    public String toString() {
        return "BatchCalls[%s, %d calls]".formatted(endpoint, calls.size());
    }
}
