package dev.llmaas.platform.gateway;

import dev.llmaas.platform.RequestLimits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** Reads {@code tools}, {@code tool_choice} and {@code response_format} of a chat completion. Belongs to one thread. */
final class ToolRules {
    /** What OpenAI allows as the name of a function or a form. */
    static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    private static final String NAME_RULE = "must have 1 to 64 letters, digits, underscores or dashes";

    private static final String ALLOWED = "tool_choice.allowed_tools";

    private final BodyWalk walk;
    private final Set<String> names = new HashSet<>();
    private final List<String> allowed = new ArrayList<>();
    private @Nullable String chosen;
    private boolean forced;

    ToolRules(BodyWalk walk) {
        this.walk = walk;
    }

    /** Reads the list of tools. */
    void tools(JsonToken value) {
        if (value != JsonToken.START_ARRAY) {
            throw BodyWalk.refused("tools", "must be a list");
        }
        int index = 0;
        for (JsonToken item = walk.next(); item != JsonToken.END_ARRAY; item = walk.next()) {
            String at = "tools[" + index + "]";
            if (item != JsonToken.START_OBJECT) {
                throw BodyWalk.refused(at, "must be an object");
            }
            tool(at);
            index++;
            if (index > RequestLimits.TOOLS_MAX) {
                throw BodyWalk.refused("tools", "may have %d tools at most".formatted(RequestLimits.TOOLS_MAX));
            }
        }
    }

    private void tool(String at) {
        boolean function = false;
        boolean described = false;
        while (walk.next() != JsonToken.END_OBJECT) {
            String name = walk.name();
            JsonToken value = walk.next();
            if (name.equals("type")) {
                function = value == JsonToken.VALUE_STRING && walk.string().equals("function");
            } else if (name.equals("function")) {
                function(at + ".function", value);
                described = true;
            } else {
                walk.skip(() -> at, value);
            }
        }
        if (!function) {
            throw BodyWalk.refused(at + ".type", "must be function");
        }
        if (!described) {
            throw BodyWalk.refused(at + ".function", "must be an object with a name");
        }
    }

    private void function(String at, JsonToken value) {
        if (value != JsonToken.START_OBJECT) {
            throw BodyWalk.refused(at, "must be an object with a name");
        }
        String found = null;
        while (walk.next() != JsonToken.END_OBJECT) {
            String name = walk.name();
            JsonToken field = walk.next();
            if (name.equals("name")) {
                found = name(at + ".name", field);
            } else if (field != JsonToken.VALUE_NULL) {
                switch (name) {
                    case "description" -> walk.text(at + ".description", field);
                    case "parameters" -> walk.container(at + ".parameters", field, JsonToken.START_OBJECT);
                    case "strict" -> walk.bool(at + ".strict", field);
                    default -> walk.skip(() -> at, field);
                }
            }
        }
        if (found == null) {
            throw BodyWalk.refused(at + ".name", NAME_RULE);
        }
        if (!names.add(found)) {
            throw BodyWalk.refused(at + ".name", "must be another name than those of the tools before");
        }
    }

    private String name(String at, JsonToken value) {
        if (value != JsonToken.VALUE_STRING || !NAME.matcher(walk.string()).matches()) {
            throw BodyWalk.refused(at, NAME_RULE);
        }
        return walk.string();
    }

    /** Reads which tool must be called. */
    void choice(JsonToken value) {
        String rule = "must be none, auto, required, or an object that names a function or allowed tools";
        if (value == JsonToken.VALUE_STRING) {
            String word = walk.string();
            if (!Set.of("none", "auto", "required").contains(word)) {
                throw BodyWalk.refused("tool_choice", rule);
            }
            forced = word.equals("required");
            return;
        }
        if (value != JsonToken.START_OBJECT) {
            throw BodyWalk.refused("tool_choice", rule);
        }
        while (walk.next() != JsonToken.END_OBJECT) {
            String name = walk.name();
            JsonToken field = walk.next();
            if (name.equals("function") && field == JsonToken.START_OBJECT) {
                chosen = chosenName("tool_choice.function");
            } else if (name.equals("allowed_tools")) {
                allowedTools(field);
            } else {
                walk.skip(() -> "tool_choice", field);
            }
        }
        if (!allowed.isEmpty()) {
            return;
        }
        if (chosen == null) {
            throw BodyWalk.refused("tool_choice.function.name", NAME_RULE);
        }
        forced = true;
    }

    private @Nullable String chosenName(String at) {
        String found = null;
        while (walk.next() != JsonToken.END_OBJECT) {
            String name = walk.name();
            JsonToken field = walk.next();
            if (name.equals("name")) {
                found = name(at + ".name", field);
            } else {
                walk.skip(() -> at, field);
            }
        }
        return found;
    }

    /** Reads some of the tools, of which one may or must be called. */
    private void allowedTools(JsonToken value) {
        if (value != JsonToken.START_OBJECT) {
            throw BodyWalk.refused(ALLOWED, "must be an object with a mode and tools");
        }
        String mode = "";
        while (walk.next() != JsonToken.END_OBJECT) {
            String name = walk.name();
            JsonToken field = walk.next();
            if (name.equals("mode")) {
                mode = field == JsonToken.VALUE_STRING ? walk.string() : "";
            } else if (name.equals("tools")) {
                allowedNames(field);
            } else {
                walk.skip(() -> ALLOWED, field);
            }
        }
        if (!Set.of("auto", "required").contains(mode)) {
            throw BodyWalk.refused(ALLOWED + ".mode", "must be auto or required");
        }
        if (allowed.isEmpty()) {
            throw BodyWalk.refused(ALLOWED + ".tools", "must be a list of at least one tool");
        }
        forced = mode.equals("required");
    }

    private void allowedNames(JsonToken value) {
        if (value != JsonToken.START_ARRAY) {
            throw BodyWalk.refused(ALLOWED + ".tools", "must be a list of at least one tool");
        }
        for (JsonToken item = walk.next(); item != JsonToken.END_ARRAY; item = walk.next()) {
            String at = "%s.tools[%d]".formatted(ALLOWED, allowed.size());
            if (item != JsonToken.START_OBJECT) {
                throw BodyWalk.refused(at, "must be an object with a function");
            }
            allowed.add(allowedName(at));
            if (allowed.size() > RequestLimits.TOOLS_MAX) {
                throw BodyWalk.refused(
                        ALLOWED + ".tools", "may have %d tools at most".formatted(RequestLimits.TOOLS_MAX));
            }
        }
    }

    private String allowedName(String at) {
        String found = null;
        while (walk.next() != JsonToken.END_OBJECT) {
            String name = walk.name();
            JsonToken field = walk.next();
            if (name.equals("function") && field == JsonToken.START_OBJECT) {
                found = chosenName(at + ".function");
            } else {
                walk.skip(() -> at, field);
            }
        }
        if (found == null) {
            throw BodyWalk.refused(at + ".function.name", NAME_RULE);
        }
        return found;
    }

    /** Whether the choice is among some of the tools, which most servers do not know. */
    boolean allowsSome() {
        return !allowed.isEmpty();
    }

    /** Reads the form that the answer must have. */
    void form(JsonToken value) {
        if (value != JsonToken.START_OBJECT) {
            throw BodyWalk.refused("response_format", "must be an object");
        }
        String type = "";
        boolean schema = false;
        while (walk.next() != JsonToken.END_OBJECT) {
            String name = walk.name();
            JsonToken field = walk.next();
            if (name.equals("type")) {
                type = field == JsonToken.VALUE_STRING ? walk.string() : "";
            } else if (name.equals("json_schema") && field != JsonToken.VALUE_NULL) {
                schema(field);
                schema = true;
            } else {
                walk.skip(() -> "response_format", field);
            }
        }
        if (!Set.of("text", "json_object", "json_schema").contains(type)) {
            throw BodyWalk.refused("response_format.type", "must be text, json_object or json_schema");
        }
        if (type.equals("json_schema") && !schema) {
            throw BodyWalk.refused("response_format.json_schema", "must be an object with a name and a schema");
        }
    }

    private void schema(JsonToken value) {
        String at = "response_format.json_schema";
        if (value != JsonToken.START_OBJECT) {
            throw BodyWalk.refused(at, "must be an object with a name and a schema");
        }
        boolean named = false;
        while (walk.next() != JsonToken.END_OBJECT) {
            String name = walk.name();
            JsonToken field = walk.next();
            if (name.equals("name")) {
                name(at + ".name", field);
                named = true;
            } else if (name.equals("schema")) {
                walk.container(at + ".schema", field, JsonToken.START_OBJECT);
            } else if (name.equals("strict") && field != JsonToken.VALUE_NULL) {
                walk.bool(at + ".strict", field);
            } else {
                walk.skip(() -> at, field);
            }
        }
        if (!named) {
            throw BodyWalk.refused(at + ".name", NAME_RULE);
        }
    }

    /** What must be called must be there. */
    void check() {
        if (forced && names.isEmpty()) {
            throw BodyWalk.refused("tool_choice", "needs tools");
        }
        if (chosen != null && !names.contains(chosen)) {
            throw BodyWalk.refused("tool_choice.function.name", "must be the name of one of the tools");
        }
        for (int i = 0; i < allowed.size(); i++) {
            if (!names.contains(allowed.get(i))) {
                throw BodyWalk.refused(
                        "%s.tools[%d].function.name".formatted(ALLOWED, i), "must be the name of one of the tools");
            }
        }
    }
}
