package dev.llmaas.inference.runner;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.Backend;
import dev.llmaas.api.openai.ChatCompletionChunk;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives the chunks of an engine the name of their answer, the model that really ran, whatever name the request gave it,
 * and, on the last one, who computed it. Immutable.
 */
record Chunks(String id, String model, Backend backend) {
    private static final String REQUEST_PREFIX = "req_";

    /** For the answer to the request of this id, whose name begins with {@code idPrefix}. */
    static Chunks of(String idPrefix, String requestId, String model, Backend backend) {
        return new Chunks(idPrefix + tail(requestId), model, backend);
    }

    /** What of the id of a request the names of its answers share. */
    static String tail(String requestId) {
        return requestId.startsWith(REQUEST_PREFIX) ? requestId.substring(REQUEST_PREFIX.length()) : requestId;
    }

    /** The chunk as it leaves the runner. */
    ChatCompletionChunk named(ChatCompletionChunk chunk) {
        return new ChatCompletionChunk(
                id,
                chunk.object(),
                chunk.created(),
                model,
                chunk.choices(),
                chunk.usage(),
                chunk.systemFingerprint(),
                chunk.usage() == null ? null : backend,
                chunk.limitReason());
    }

    /** The platform's default form. */
    static byte[] bytes(Object chunk) {
        return WireJson.mapper().writeValueAsBytes(chunk);
    }

    /** OpenAI's form with {@code include_usage}: the field is there on each chunk, null. */
    static byte[] bytesWithNullUsage(Object chunk) {
        ObjectNode tree = WireJson.mapper().valueToTree(chunk);
        tree.putNull("usage");
        return WireJson.mapper().writeValueAsBytes(tree);
    }

    /** The chunk with empty choices that ends OpenAI's form with {@code include_usage}. */
    static ChatCompletionChunk usageAlone(ChatCompletionChunk last) {
        return new ChatCompletionChunk(
                last.id(),
                last.object(),
                last.created(),
                last.model(),
                List.of(),
                last.usage(),
                last.systemFingerprint(),
                null,
                null);
    }
}
