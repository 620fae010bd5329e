package dev.llmaas.platform.gateway;

import dev.llmaas.platform.PlatformException;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The fields of a chat completion. Addresses that have other fields for the same refuse them: an engine would read them
 * beside what was checked, and answer another request than the one that was admitted and is billed. Stateless.
 */
final class ChatFields {
    /** All that {@link ChatCompletionsReader} reads. */
    static final Set<String> ALL = Set.of(
            "model",
            "messages",
            "stream",
            "stream_options",
            "max_tokens",
            "max_completion_tokens",
            "n",
            "temperature",
            "top_p",
            "frequency_penalty",
            "presence_penalty",
            "seed",
            "stop",
            "user",
            "safety_identifier",
            "prompt_cache_key",
            "service_tier",
            "verbosity",
            "top_logprobs",
            "logprobs",
            "parallel_tool_calls",
            "store",
            "reasoning_effort",
            "tools",
            "tool_choice",
            "response_format",
            "logit_bias",
            "metadata",
            "modalities",
            "functions",
            "function_call",
            "audio",
            "web_search_options");

    private ChatFields() {}

    /**
     * Whether a field that an address does not know may go on to the engine: not one of a chat completion. One that is
     * null asks for nothing and is left out.
     *
     * @param path the address
     * @param ownNames what the address has in place of some fields of a chat completion
     * @throws PlatformException INVALID_REQUEST
     */
    static boolean passes(String name, JsonNode value, String path, Map<String, String> ownNames) {
        if (!ALL.contains(name)) {
            return true;
        }
        if (value.isNull()) {
            return false;
        }
        throw refused(name, path, ownNames);
    }

    /** The refusal of such a field. */
    static PlatformException refused(String name, String path, Map<String, String> ownNames) {
        String own = ownNames.get(name);
        return BodyWalk.refused(name, "is no parameter of " + path + (own == null ? "" : ": " + own + " is"));
    }
}
