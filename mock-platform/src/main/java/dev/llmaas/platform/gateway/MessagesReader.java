package dev.llmaas.platform.gateway;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.gateway.WholeCall.Reading;
import dev.llmaas.platform.http.JsonBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads bodies of Anthropic's dialect, which coding agents speak. Belongs to one thread. */
final class MessagesReader {
    /** Where it is sent. */
    static final String PATH = "/v1/messages";
    /** Where it is sent to learn how long it is. */
    static final String COUNT_PATH = "/v1/messages/count_tokens";

    private static final String NO_THOUGHT = "none";
    private static final long LITTLE_THOUGHT = 4_096;
    private static final long MUCH_THOUGHT = 16_384;
    private static final List<String> EFFORTS = List.of("low", "medium", "high", "xhigh", "max");
    /** Its fields; {@code openapi.json} describes them. */
    static final Set<String> KNOWN = Set.of(
            "model",
            "max_tokens",
            "messages",
            "system",
            "stop_sequences",
            "stream",
            "temperature",
            "top_p",
            "top_k",
            "tools",
            "tool_choice",
            "thinking",
            "metadata",
            "output_config",
            "output_format",
            "service_tier",
            "container",
            "mcp_servers",
            "context_management",
            "cache_control",
            "inference_geo",
            "betas",
            "speed");

    /** By the names that the same has in chat completions. */
    private static final Map<String, String> OWN_NAMES = Map.of(
            "max_completion_tokens", "max_tokens",
            "stop", "stop_sequences",
            "response_format", "output_config.format",
            "reasoning_effort", "output_config.effort",
            "user", "metadata.user_id",
            "parallel_tool_calls", "tool_choice.disable_parallel_tool_use",
            "functions", "tools",
            "function_call", "tool_choice");

    private final Field body;
    private final ChatBody chat;
    private final List<String> stops = new ArrayList<>();

    private MessagesReader(Field body) {
        this.body = body;
        Field model = body.get("model");
        if (model.absent()) {
            throw model.refused("must name a model");
        }
        this.chat = new ChatBody(model.text());
    }

    /**
     * Reads and checks a request for an answer.
     *
     * @throws PlatformException MALFORMED_JSON or INVALID_REQUEST; the message names the field and its bound
     */
    static InferenceCall read(byte[] bytes) {
        MessagesReader reader = new MessagesReader(Field.body(JsonBody.read(bytes, JsonNode.class)));
        Field tokens = reader.body.get("max_tokens");
        reader.chat.json().put("max_tokens", tokens.whole(1, Limits.OUTPUT_TOKENS_MAX));
        reader.readAll();
        boolean streamed = reader.body.get("stream").flag();
        List<String> stops = List.copyOf(reader.stops);
        return new TranslatedCall(
                PATH, reader.chat.call(), streamed, reader.chat.needyField(), () -> new MessagesForm(stops, streamed));
    }

    /** Reads and checks a request whose tokens are to be counted; nothing is generated and nothing billed. */
    static InferenceCall readCount(byte[] bytes) {
        MessagesReader reader = new MessagesReader(Field.body(JsonBody.read(bytes, JsonNode.class)));
        reader.readAll();
        return TokensReader.tokens(reader.chat.call(), COUNT_PATH, MessagesReader::counted);
    }

    private static Reading counted(byte[] answer) {
        long count = WireJson.mapper().readTree(answer).path("count").asLong(-1);
        if (count < 0) {
            throw new IllegalArgumentException("The engine told no count.");
        }
        byte[] told = WireJson.mapper()
                .writeValueAsBytes(WireJson.mapper().createObjectNode().put("input_tokens", count));
        return new Reading(told, WholeCall.JSON, Usage.NONE, 0, 0);
    }

    private void readAll() {
        if (!body.get("mcp_servers").entries().isEmpty()) {
            throw body.get("mcp_servers").refused("cannot be used: no servers are called from here");
        }
        if (!body.get("container").absent()) {
            throw body.get("container").refused("cannot be used: nothing is run here");
        }
        MessagesInput input = new MessagesInput(chat);
        input.system(body.get("system"));
        input.messages(body.get("messages"));
        sampling();
        tools();
        toolChoice();
        thinking();
        output();
        remarks();
        chat.pass(body, PATH, KNOWN, OWN_NAMES);
    }

    private void remarks() {
        Field metadata = body.get("metadata");
        if (!metadata.absent()) {
            String user = metadata.object().get("user_id").textOrNull();
            if (user != null) {
                chat.json().put("user", user);
            }
        }
        if (!body.get("service_tier").absent()) {
            body.get("service_tier").oneOf(List.of("auto", "standard_only"));
        }
        Field speed = body.get("speed");
        if (!speed.absent() && !speed.text().equals("standard")) {
            throw speed.refused("must be standard: there is one speed here");
        }
        if (!body.get("cache_control").absent()) {
            body.get("cache_control").object();
        }
        body.get("inference_geo").textOrNull();
        body.get("betas").entries().forEach(Field::text);
        contextManagement();
    }

    /** What may be cleared is kept: conversations are never cut here, and one that is too long is refused. */
    private void contextManagement() {
        Field management = body.get("context_management");
        if (management.absent()) {
            return;
        }
        for (Field edit : management.object().get("edits").entries()) {
            Field type = edit.object().get("type");
            if (!type.text().startsWith("clear_")) {
                throw type.refused("must be one that clears: conversations are not summed up here");
            }
        }
    }

    private void sampling() {
        Field temperature = body.get("temperature");
        if (!temperature.absent()) {
            chat.json().put("temperature", temperature.number(0, 1));
        }
        Field topP = body.get("top_p");
        if (!topP.absent()) {
            chat.json().put("top_p", topP.number(0, 1));
        }
        Field topK = body.get("top_k");
        if (!topK.absent()) {
            chat.json().put("top_k", topK.whole(0, Integer.MAX_VALUE));
        }
        for (Field stop : body.get("stop_sequences").entries()) {
            stops.add(stop.text());
        }
        if (stops.size() > Limits.STOP_TEXTS_MAX) {
            throw body.get("stop_sequences").refused("may have %d texts at most".formatted(Limits.STOP_TEXTS_MAX));
        }
        if (!stops.isEmpty()) {
            ArrayNode all = chat.json().putArray("stop");
            stops.forEach(all::add);
        }
    }

    private void tools() {
        for (Field tool : body.get("tools").entries()) {
            Field type = tool.object().get("type");
            if (!type.absent() && !type.text().equals("custom")) {
                throw type.refused("must be custom: other tools are not run here");
            }
            ObjectNode function = chat.tool(tool.get("name"), tool.get("name").name());
            if (!tool.get("description").absent()) {
                function.put("description", tool.get("description").text());
            }
            function.set("parameters", tool.get("input_schema").object().node());
            if (!tool.get("strict").absent()) {
                function.put("strict", tool.get("strict").flag());
            }
        }
    }

    private void toolChoice() {
        Field choice = body.get("tool_choice");
        if (choice.absent()) {
            return;
        }
        Field type = choice.object().get("type");
        String word = type.oneOf(List.of("auto", "any", "tool", "none"));
        boolean forced = word.equals("any") || word.equals("tool");
        if (forced && !chat.hasTools()) {
            throw choice.refused("needs tools");
        }
        switch (word) {
            case "any" -> chat.json().put("tool_choice", "required");
            case "tool" -> {
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
            default -> chat.json().put("tool_choice", word);
        }
        if (choice.get("disable_parallel_tool_use").flag()) {
            chat.json().put("parallel_tool_calls", false);
        }
    }

    /** A budget of thoughts as the effort that comes nearest. */
    private void thinking() {
        Field thinking = body.get("thinking");
        if (thinking.absent()) {
            return;
        }
        String type = thinking.object().get("type").oneOf(List.of("enabled", "adaptive", "disabled"));
        if (type.equals("enabled")) {
            long budget = thinking.get("budget_tokens").whole(1, Limits.OUTPUT_TOKENS_MAX);
            String effort = budget <= LITTLE_THOUGHT ? "low" : budget <= MUCH_THOUGHT ? "medium" : "high";
            chat.json().put("reasoning_effort", effort);
        } else if (type.equals("disabled")) {
            chat.json().put("reasoning_effort", NO_THOUGHT);
        }
    }

    /** Whether an effort may still be said: one that thinks not makes none. */
    private boolean mayThink() {
        return !chat.json().path("reasoning_effort").stringValue("").equals(NO_THOUGHT);
    }

    private void output() {
        Field config = body.get("output_config");
        if (!config.absent()) {
            Field effort = config.object().get("effort");
            if (!effort.absent()) {
                String word = effort.oneOf(EFFORTS);
                if (mayThink()) {
                    chat.json().put("reasoning_effort", word.equals("max") ? "xhigh" : word);
                }
            }
        }
        Field format = body.get("output_format").absent() ? config.get("format") : body.get("output_format");
        if (!format.absent()) {
            format.object().get("type").oneOf(List.of("json_schema"));
            ObjectNode schema = chat.json()
                    .putObject("response_format")
                    .put("type", "json_schema")
                    .putObject("json_schema")
                    .put("name", "answer")
                    .put("strict", true);
            schema.set("schema", format.get("schema").object().node());
        }
    }
}
