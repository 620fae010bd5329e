package dev.llmaas.platform.guardrail;

import dev.llmaas.api.WireJson;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Finds JSON that pretends to configure the model: keys that switch rules off, and turns of the role system with orders
 * against the rules. JSON that people ask about has other keys.
 */
final class StructureGuardrail implements Guardrail {
    private static final int DEPTH_MAX = 20;
    private static final int CHARACTERS_MAX = 64 * 1024;
    private static final Pattern SWITCH = Pattern.compile(
            "(bypass|override|ignore|disable|disregard|unlock)_?(all_?)?(safety|rules?|filters?|guidelines?|restrictions?|instructions?|policy|policies|system|guardrails?|moderation|security|prompts?)|jailbreak|unrestricted(_?mode)?|dan_?mode|developer_?mode|god_?mode|no_?(filters?|restrictions?|rules|limits)|(safety|filters?|guardrails?|moderation|censorship)_?(off|disabled)|system_?(override|bypass)|uncensored");
    private static final Pattern DEFIANT = Pattern.compile(
            "\\b(unrestricted|uncensored|unfiltered|jailbreak\\w*|no (rules|restrictions|limits|filters?)|without (any )?(rules|restrictions|limits|filters?)|bypass\\w*|ignore (all|any|the|your|previous))\\b");

    @Override
    public Optional<String> find(Script text) {
        String raw = text.raw().strip();
        boolean json = raw.startsWith("{") && raw.length() <= CHARACTERS_MAX;
        if (!json) {
            return Optional.empty();
        }
        try {
            return isOverride(WireJson.mapper().readTree(raw), 0)
                    ? Optional.of("structured_override")
                    : Optional.empty();
        } catch (JacksonException broken) {
            // What only looks like JSON may still be read as such by a model: then its words decide.
            return isBrokenOverride(text.plain()) ? Optional.of("structured_override") : Optional.empty();
        }
    }

    private static boolean isOverride(JsonNode node, int depth) {
        if (depth > DEPTH_MAX) {
            return false;
        }
        if (node.isArray()) {
            for (JsonNode item : node) {
                if (isOverride(item, depth + 1)) {
                    return true;
                }
            }
            return false;
        }
        String role = node.path("role").stringValue("").toLowerCase(Locale.ROOT);
        boolean ruler = role.equals("system") || role.equals("developer");
        if (ruler && isDefiant(node.path("content"))) {
            return true;
        }
        for (var entry : node.properties()) {
            String key = entry.getKey().toLowerCase(Locale.ROOT).replace('-', '_');
            JsonNode value = entry.getValue();
            boolean on = !(value.isBoolean() && !value.booleanValue()) && !value.isNull();
            boolean switched = on && SWITCH.matcher(key).matches();
            boolean ruled = key.matches("(new_)?(system(_prompt|_message)?|instructions?)") && isDefiant(value);
            if (switched || ruled || isOverride(value, depth + 1)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDefiant(JsonNode value) {
        return value.isString()
                && DEFIANT.matcher(value.stringValue().toLowerCase(Locale.ROOT)).find();
    }

    private static boolean isBrokenOverride(String plain) {
        int at = plain.indexOf("\"system");
        return at >= 0 && at < 40 && DEFIANT.matcher(plain).find();
    }
}
