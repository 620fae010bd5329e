package dev.llmaas.inference.grammar;

import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Values of a schema as the JSON text that an answer repeats. */
final class JsonLiterals {
    private JsonLiterals() {}

    /**
     * The text of a value, without white space.
     *
     * @param pointer where it stands
     * @throws GrammarException if it holds half a character, which no answer can hold
     */
    static String text(JsonNode value, String pointer) {
        String text = value.toString();
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new GrammarException(pointer, "A text holds half a character (a surrogate without its other half).");
        }
        return text;
    }

    /** The text of a key, quotes included. */
    static String key(String name, String pointer) {
        return text(StringNode.valueOf(name), pointer);
    }
}
