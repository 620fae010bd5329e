package dev.llmaas.inference.llama;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.inference.EngineException.Rejected;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a request says about calls: {@code tools}, {@code tool_choice} and {@code parallel_tool_calls}.
 *
 * @param functions the functions that may be called, none if none may
 * @param forced whether at least one must be called
 * @param several whether more than one call may be made
 */
record ToolWish(List<Function> functions, boolean forced, boolean several) {
    /** OpenAI's rule for names, and dots, which other services allow. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    /**
     * A function that may be called.
     *
     * @param path its place in the request
     * @param parameters the schema of its arguments
     * @param strict whether its arguments must keep to it
     */
    record Function(String name, String path, ObjectNode parameters, boolean strict) {}

    /**
     * Reads it.
     *
     * @throws Rejected if it is not well-formed or asks for a function that is not there
     */
    static ToolWish of(ChatCompletionRequest request) {
        List<JsonNode> tools = request.tools() == null ? List.of() : request.tools();
        List<Function> functions = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < tools.size(); i++) {
            Function function = function(tools.get(i), "tools[%d].function".formatted(i));
            if (!names.add(function.name())) {
                throw invalid(function.path() + ".name", "There are two functions of this name.");
            }
            functions.add(function);
        }
        boolean several = !Boolean.FALSE.equals(request.parallelToolCalls());
        JsonNode choice = request.toolChoice();
        if (choice == null || choice.isNull() || isText(choice, "auto")) {
            return new ToolWish(functions, false, several);
        }
        if (isText(choice, "none")) {
            return new ToolWish(List.of(), false, several);
        }
        if (isText(choice, "required")) {
            return forced(functions, several);
        }
        if (choice.isObject() && isText(choice.path("type"), "function")) {
            JsonNode name = choice.path("function").path("name");
            // A named function is called once, whatever the request says of several calls.
            return forced(named(functions, name, "tool_choice.function.name"), false);
        }
        if (choice.isObject() && isText(choice.path("type"), "allowed_tools")) {
            return allowed(functions, choice.path("allowed_tools"), several);
        }
        throw invalid("tool_choice", "tool_choice must be auto, none, required, or name a function.");
    }

    private static Function function(JsonNode tool, String path) {
        JsonNode function = tool.path("function");
        if (!function.path("name").isString()) {
            throw invalid(path + ".name", "A tool must be a function with a name.");
        }
        String name = function.path("name").stringValue();
        if (!NAME.matcher(name).matches()) {
            throw invalid(path + ".name", "The name of a function must be 1 to 64 letters, digits, dots, _ and -.");
        }
        JsonNode parameters = function.path("parameters");
        if (!parameters.isObject() && !parameters.isMissingNode() && !parameters.isNull()) {
            throw invalid(path + ".parameters", "The parameters of a function must be a JSON schema.");
        }
        ObjectNode schema =
                parameters.isObject() ? ((ObjectNode) parameters).deepCopy() : JsonNodeFactory.instance.objectNode();
        if (!schema.has("type")) {
            schema.put("type", "object");
        }
        return new Function(name, path, schema, function.path("strict").asBoolean(false));
    }

    private static ToolWish forced(List<Function> functions, boolean several) {
        if (functions.isEmpty()) {
            throw invalid("tool_choice", "tool_choice asks for a call, but tools holds no function.");
        }
        return new ToolWish(functions, true, several);
    }

    private static List<Function> named(List<Function> functions, JsonNode name, String path) {
        List<Function> found = functions.stream()
                .filter(function -> name.isString() && function.name().equals(name.stringValue()))
                .toList();
        if (found.isEmpty()) {
            throw invalid(path, "tool_choice must name a function of tools.");
        }
        return found;
    }

    private static ToolWish allowed(List<Function> functions, JsonNode allowed, boolean several) {
        List<Function> some = new ArrayList<>();
        for (int i = 0; i < allowed.path("tools").size(); i++) {
            JsonNode name = allowed.path("tools").path(i).path("function").path("name");
            String path = "tool_choice.allowed_tools.tools[%d].function.name".formatted(i);
            some.addAll(named(functions, name, path));
        }
        return switch (allowed.path("mode").stringValue("")) {
            case "auto" -> new ToolWish(some, false, several);
            case "required" -> forced(some, several);
            default ->
                throw invalid(
                        "tool_choice.allowed_tools.mode", "tool_choice.allowed_tools.mode must be auto or required.");
        };
    }

    /** The names of the functions that may be called. */
    Set<String> names() {
        return functions.stream().map(Function::name).collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isText(JsonNode node, String text) {
        return node.isString() && node.stringValue().equals(text);
    }

    private static Rejected invalid(String param, String sentence) {
        return new Rejected(ErrorCode.INVALID_REQUEST, sentence, param);
    }
}
