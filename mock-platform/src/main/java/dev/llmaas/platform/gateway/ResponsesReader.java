package dev.llmaas.platform.gateway;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.RequestLimits;
import dev.llmaas.platform.http.JsonBody;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a body of OpenAI's Responses API. Nothing is stored here, so what would need a store is refused: {@code store},
 * {@code previous_response_id}, {@code conversation}, {@code background}. Belongs to one thread.
 */
final class ResponsesReader {
    /** Where it is sent. */
    static final String PATH = "/v1/responses";

    private static final String NOTHING_STORED = "nothing is stored here; send the whole conversation in input";
    private static final String LOGPROBS = "message.output_text.logprobs";
    private static final List<String> INCLUDES = List.of(LOGPROBS, "reasoning.encrypted_content");
    private static final List<String> RETENTIONS = List.of("in-memory", "in_memory", "24h");
    private static final List<String> EFFORTS = List.of("none", "minimal", "low", "medium", "high", "xhigh");
    /** Its fields; {@code openapi.json} describes them. */
    static final Set<String> KNOWN = Set.of(
            "model",
            "input",
            "instructions",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "text",
            "reasoning",
            "max_output_tokens",
            "max_tool_calls",
            "temperature",
            "top_p",
            "top_logprobs",
            "metadata",
            "user",
            "safety_identifier",
            "prompt_cache_key",
            "prompt_cache_retention",
            "service_tier",
            "truncation",
            "include",
            "store",
            "stream",
            "stream_options",
            "previous_response_id",
            "conversation",
            "background",
            "prompt");

    /** By the names that the same has in chat completions. */
    private static final Map<String, String> OWN_NAMES = Map.ofEntries(
            Map.entry("messages", "input"),
            Map.entry("max_tokens", "max_output_tokens"),
            Map.entry("max_completion_tokens", "max_output_tokens"),
            Map.entry("response_format", "text.format"),
            Map.entry("verbosity", "text.verbosity"),
            Map.entry("reasoning_effort", "reasoning.effort"),
            Map.entry("logprobs", "include"),
            Map.entry("functions", "tools"),
            Map.entry("function_call", "tool_choice"));

    private final Field body;
    private final ChatBody chat;
    /** What the answer repeats of the request. */
    private final ObjectNode echo = WireJson.mapper().createObjectNode();

    private boolean carriesThoughts;

    private ResponsesReader(Field body) {
        this.body = body;
        Field model = body.get("model");
        if (model.absent()) {
            throw model.refused("must name a model");
        }
        this.chat = new ChatBody(model.text());
    }

    /**
     * Reads and checks a body.
     *
     * @param clock tells when an answer is complete
     * @throws PlatformException MALFORMED_JSON or INVALID_REQUEST; the message names the field and its bound
     */
    static InferenceCall read(byte[] bytes, InstantSource clock) {
        return new ResponsesReader(Field.body(JsonBody.read(bytes, JsonNode.class))).read(clock);
    }

    private InferenceCall read(InstantSource clock) {
        refuseWhatNeedsAStore();
        instructions();
        new ResponsesInput(chat).read(body.get("input"));
        sampling();
        tools();
        toolChoice();
        text();
        reasoning();
        include();
        remarks();
        chat.pass(body, PATH, KNOWN, OWN_NAMES);
        boolean streamed = body.get("stream").flag();
        streamOptions(streamed);
        ChatCompletionsCall call = chat.call();
        return new TranslatedCall(
                PATH,
                call,
                streamed,
                chat.needyField(),
                () -> new ResponsesForm(echo.deepCopy(), streamed, carriesThoughts, clock));
    }

    private void refuseWhatNeedsAStore() {
        if (body.get("store").flag()) {
            throw body.get("store").refused("must be false: requests and answers are never stored here");
        }
        for (String name : List.of("previous_response_id", "conversation")) {
            if (!body.get(name).absent()) {
                throw body.get(name).refused("cannot be used: " + NOTHING_STORED);
            }
        }
        if (body.get("background").flag()) {
            throw body.get("background")
                    .refused("must be false: an answer that nobody waits for would have to be stored");
        }
        if (!body.get("prompt").absent()) {
            throw body.get("prompt")
                    .refused("cannot be used: templates are not kept here; send instructions and input");
        }
        echo.put("store", false).put("background", false).putNull("previous_response_id");
    }

    private void instructions() {
        String instructions = body.get("instructions").textOrNull();
        echo.put("instructions", instructions);
        if (instructions != null) {
            chat.message("system").put("content", instructions);
        }
    }

    private void sampling() {
        Field temperature = body.get("temperature");
        double heat = temperature.absent() ? ChatCompletionRequest.DEFAULT_TEMPERATURE : temperature.number(0, 2);
        Field nucleus = body.get("top_p");
        double topP = nucleus.absent() ? 1 : nucleus.number(0, 1);
        chat.json().put("temperature", heat).put("top_p", topP);
        echo.put("temperature", heat).put("top_p", topP);
        Field tokens = body.get("max_output_tokens");
        if (tokens.absent()) {
            echo.putNull("max_output_tokens");
        } else {
            long most = tokens.whole(1, Limits.OUTPUT_TOKENS_MAX);
            chat.json().put("max_tokens", most);
            echo.put("max_output_tokens", most);
        }
    }

    private void tools() {
        ArrayNode told = WireJson.mapper().createArrayNode();
        for (Field tool : body.get("tools").entries()) {
            Field type = tool.object().get("type");
            if (!type.isText() || !type.text().equals("function")) {
                throw type.refused("must be function: other tools are not run here");
            }
            ObjectNode function = chat.tool(tool.get("name"), tool.get("name").name());
            Field description = tool.get("description");
            if (!description.absent()) {
                function.put("description", description.text());
            }
            if (!tool.get("parameters").absent()) {
                function.set("parameters", tool.get("parameters").object().node());
            }
            if (!tool.get("strict").absent()) {
                function.put("strict", tool.get("strict").flag());
            }
            told.add(tool(tool.node()));
        }
        echo.set("tools", told);
        Field parallel = body.get("parallel_tool_calls");
        boolean together = parallel.absent() || parallel.flag();
        echo.put("parallel_tool_calls", together);
        if (!together) {
            chat.json().put("parallel_tool_calls", false);
        }
    }

    /** A tool as answers tell it, with the fields that OpenAI's schema wants there even when they are null. */
    private static ObjectNode tool(JsonNode sent) {
        ObjectNode tool = ((ObjectNode) sent).deepCopy();
        for (String name : List.of("parameters", "strict")) {
            if (!tool.has(name)) {
                tool.putNull(name);
            }
        }
        return tool;
    }

    private void toolChoice() {
        Field choice = body.get("tool_choice");
        if (choice.absent()) {
            echo.put("tool_choice", "auto");
            return;
        }
        echo.set("tool_choice", choice.node());
        if (choice.isText()) {
            String word = choice.oneOf(List.of("none", "auto", "required"));
            if (word.equals("required") && !chat.hasTools()) {
                throw choice.refused("needs tools");
            }
            chat.json().put("tool_choice", word);
            return;
        }
        if (choice.object()
                .get("type")
                .oneOf(List.of("function", "allowed_tools"))
                .equals("allowed_tools")) {
            allowedTools(choice);
            return;
        }
        String name = choice.get("name").name();
        if (!chat.hasTool(name)) {
            throw choice.get("name").refused("must be the name of one of the tools");
        }
        chat.json()
                .putObject("tool_choice")
                .put("type", "function")
                .putObject("function")
                .put("name", name);
    }

    /** Some of the tools, of which one may or must be called. */
    private void allowedTools(Field choice) {
        ObjectNode allowed = chat.json()
                .putObject("tool_choice")
                .put("type", "allowed_tools")
                .putObject("allowed_tools")
                .put("mode", choice.get("mode").oneOf(List.of("auto", "required")));
        ArrayNode tools = allowed.putArray("tools");
        for (Field tool : choice.get("tools").entries()) {
            tool.object().get("type").oneOf(List.of("function"));
            Field name = tool.get("name");
            if (!chat.hasTool(name.name())) {
                throw name.refused("must be the name of one of the tools");
            }
            tools.addObject().put("type", "function").putObject("function").put("name", name.name());
        }
        if (tools.isEmpty()) {
            throw choice.get("tools").refused("must be a list of at least one tool");
        }
    }

    private void text() {
        Field format = body.get("text").get("format");
        ObjectNode text = echo.putObject("text");
        if (!body.get("text").absent()) {
            body.get("text").object();
        }
        Field verbosity = body.get("text").get("verbosity");
        if (!verbosity.absent()) {
            String word = verbosity.oneOf(ChatCompletionsReader.VERBOSITIES);
            chat.json().put("verbosity", word);
            text.put("verbosity", word);
        }
        if (format.absent()) {
            text.putObject("format").put("type", "text");
            return;
        }
        text.set("format", format.object().node());
        String type = format.get("type").oneOf(List.of("text", "json_object", "json_schema"));
        ObjectNode form = chat.json().putObject("response_format").put("type", type);
        if (type.equals("json_schema")) {
            ObjectNode schema =
                    form.putObject("json_schema").put("name", format.get("name").name());
            schema.set("schema", format.get("schema").object().node());
            if (!format.get("strict").absent()) {
                schema.put("strict", format.get("strict").flag());
            }
            if (!format.get("description").absent()) {
                schema.put("description", format.get("description").text());
            }
        }
    }

    private void reasoning() {
        Field reasoning = body.get("reasoning");
        ObjectNode told = echo.putObject("reasoning").putNull("effort").putNull("summary");
        if (reasoning.absent()) {
            return;
        }
        Field effort = reasoning.object().get("effort");
        if (!effort.absent()) {
            String word = effort.oneOf(EFFORTS);
            chat.json().put("reasoning_effort", word);
            told.put("effort", word);
        }
        Field summary = reasoning.get("summary");
        if (!summary.absent()) {
            // Thoughts are told in full, so there is nothing to sum up.
            summary.oneOf(List.of("auto", "concise", "detailed"));
        }
    }

    private void include() {
        boolean logprobs = false;
        for (Field wish : body.get("include").entries()) {
            switch (wish.oneOf(INCLUDES)) {
                case LOGPROBS -> logprobs = true;
                default -> carriesThoughts = true;
            }
        }
        Field top = body.get("top_logprobs");
        long alternatives = top.absent() ? 0 : top.whole(0, Limits.TOP_LOGPROBS_MAX);
        if (alternatives > 0 && !logprobs) {
            throw top.refused("needs include to hold " + LOGPROBS);
        }
        echo.put("top_logprobs", alternatives);
        if (logprobs) {
            chat.json().put("logprobs", true).put("top_logprobs", alternatives);
        }
    }

    private void remarks() {
        Field truncation = body.get("truncation");
        if (!truncation.absent()
                && !truncation.oneOf(List.of("disabled", "auto")).equals("disabled")) {
            throw truncation.refused("must be disabled: a conversation is never cut here");
        }
        echo.put("truncation", "disabled");
        echo.set("metadata", metadata());
        String user = body.get("user").textOrNull();
        if (user != null) {
            echo.put("user", user);
            chat.json().put("user", user);
        }
        for (String name : List.of("safety_identifier", "prompt_cache_key")) {
            body.get(name).textOrNull();
        }
        if (!body.get("service_tier").absent()) {
            body.get("service_tier").oneOf(Rules.SERVICE_TIERS);
        }
        if (!body.get("prompt_cache_retention").absent()) {
            // The longest that a prompt may stay cached: here it never stays longer.
            body.get("prompt_cache_retention").oneOf(RETENTIONS);
        }
        echo.put("service_tier", "default");
        Field calls = body.get("max_tool_calls");
        if (!calls.absent()) {
            echo.put("max_tool_calls", calls.whole(1, Limits.OUTPUT_TOKENS_MAX));
        }
    }

    private void streamOptions(boolean streamed) {
        Field options = body.get("stream_options");
        if (options.absent()) {
            return;
        }
        Field obfuscation = options.object().get("include_obfuscation");
        if (!streamed) {
            throw options.refused("needs stream to be true");
        }
        if (obfuscation.flag()) {
            throw obfuscation.refused("must be false: events are not made longer than they are");
        }
    }

    private JsonNode metadata() {
        Field metadata = body.get("metadata");
        if (metadata.absent()) {
            return WireJson.mapper().createObjectNode();
        }
        if (metadata.object().node().size() > RequestLimits.METADATA_PAIRS_MAX) {
            throw metadata.refused("may have %d pairs at most".formatted(RequestLimits.METADATA_PAIRS_MAX));
        }
        metadata.node().propertyNames().forEach(name -> {
            Field value = metadata.get(name);
            if (name.length() > RequestLimits.METADATA_KEY_CHARACTERS_MAX
                    || value.text().length() > RequestLimits.METADATA_VALUE_CHARACTERS_MAX) {
                throw metadata.refused("may have keys of %d and texts of %d characters at most"
                        .formatted(
                                RequestLimits.METADATA_KEY_CHARACTERS_MAX,
                                RequestLimits.METADATA_VALUE_CHARACTERS_MAX));
            }
        });
        return metadata.node();
    }
}
