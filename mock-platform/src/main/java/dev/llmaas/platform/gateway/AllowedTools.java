package dev.llmaas.platform.gateway;

import dev.llmaas.api.WireJson;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI's {@code tool_choice} of the type {@code allowed_tools}: some of the tools, of which one may or must be called.
 * Our own engines read it as it is and keep all tools in the prompt, so that it stays in their cache; most other servers do
 * not know it.
 */
final class AllowedTools {
    private AllowedTools() {}

    /** The same request, which passed {@link ToolRules}, in words that every server knows: only those tools, and the mode. */
    static byte[] plain(byte[] body) {
        ObjectNode request = (ObjectNode) WireJson.mapper().readTree(body);
        JsonNode choice = request.path("tool_choice").path("allowed_tools");
        Set<String> names = new HashSet<>();
        choice.path("tools").forEach(tool -> names.add(name(tool)));
        ArrayNode some = WireJson.mapper().createArrayNode();
        request.path("tools").forEach(tool -> {
            if (names.contains(name(tool))) {
                some.add(tool);
            }
        });
        request.set("tools", some);
        request.set("tool_choice", choice.path("mode"));
        return WireJson.mapper().writeValueAsBytes(request);
    }

    private static String name(JsonNode tool) {
        return tool.path("function").path("name").stringValue("");
    }
}
