package dev.llmaas.platform.gateway;

import dev.llmaas.api.WireJson;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.RequestLimits;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The chat completion that a request of another dialect becomes. Belongs to one thread. */
final class ChatBody {
    private final ObjectNode json = WireJson.mapper().createObjectNode();
    private final ArrayNode messages;
    private @Nullable ArrayNode tools;
    private int images;
    private @Nullable String needyField;
    /** Where the images that are somewhere in the web stood first. */
    private final Map<String, String> imagePaths = new HashMap<>();

    /** A conversation with this model, which streams to the platform whatever the client gets. */
    ChatBody(String model) {
        json.put("model", model);
        json.put("stream", true);
        json.putObject("stream_options").put("include_usage", true);
        this.messages = json.putArray("messages");
    }

    ObjectNode json() {
        return json;
    }

    /** Adds a turn without content. */
    ObjectNode message(String role) {
        if (messages.size() >= Limits.MESSAGES_MAX) {
            throw BodyWalk.refused("messages", "may have %d messages at most".formatted(Limits.MESSAGES_MAX));
        }
        return messages.addObject().put("role", role);
    }

    /** The last turn, or null. */
    @Nullable
    ObjectNode lastMessage() {
        return messages.isEmpty() ? null : (ObjectNode) messages.get(messages.size() - 1);
    }

    boolean hasNoMessages() {
        return messages.isEmpty();
    }

    /** Adds a function that the model may call. */
    ObjectNode tool(Field place, String name) {
        ArrayNode all = tools;
        if (all == null) {
            all = json.putArray("tools");
            tools = all;
        }
        if (all.size() >= RequestLimits.TOOLS_MAX) {
            throw place.refused("is one tool too many: a request may have %d".formatted(RequestLimits.TOOLS_MAX));
        }
        for (JsonNode other : all) {
            if (other.path("function").path("name").stringValue("").equals(name)) {
                throw place.refused("must be another name than those of the tools before");
            }
        }
        return all.addObject().put("type", "function").putObject("function").put("name", name);
    }

    /** Whether there is such a tool. */
    boolean hasTool(String name) {
        for (JsonNode other : tools == null ? WireJson.mapper().createArrayNode() : tools) {
            if (other.path("function").path("name").stringValue("").equals(name)) {
                return true;
            }
        }
        return false;
    }

    boolean hasTools() {
        return tools != null;
    }

    /** An image as a part of a turn. */
    ObjectNode image(Field place, String uri) {
        images++;
        if (images > RequestLimits.IMAGES_MAX) {
            throw place.refused("is one image too many: a request may have %d".formatted(RequestLimits.IMAGES_MAX));
        }
        if (MediaRules.isRemote(uri)) {
            imagePaths.putIfAbsent(uri, place.path());
        } else {
            MediaRules.checkImage(place, uri);
        }
        needyField = needyField == null ? place.path() : needyField;
        ObjectNode part = WireJson.mapper().createObjectNode().put("type", "image_url");
        part.putObject("image_url").put("url", uri);
        return part;
    }

    /** Text as a part of a turn. */
    static ObjectNode text(String text) {
        return WireJson.mapper().createObjectNode().put("type", "text").put("text", text);
    }

    /** Gives a turn its parts: a single text as the text itself, which every template can read. */
    static void content(ObjectNode message, ArrayNode parts) {
        if (parts.size() == 1 && parts.get(0).path("type").stringValue("").equals("text")) {
            message.put("content", parts.get(0).path("text").stringValue(""));
        } else {
            message.set("content", parts);
        }
    }

    /** Adds a call of a tool to the turn of an assistant. */
    static void call(ObjectNode message, String id, String name, String arguments) {
        ArrayNode calls =
                message.has("tool_calls") ? (ArrayNode) message.get("tool_calls") : message.putArray("tool_calls");
        calls.addObject()
                .put("id", id)
                .put("type", "function")
                .putObject("function")
                .put("name", name)
                .put("arguments", arguments);
        if (!message.has("content")) {
            message.putNull("content");
        }
    }

    /**
     * What the dialect does not know passes to engines that do; what chat completions have is refused.
     *
     * @param known the fields of the dialect
     * @param ownNames what it has in place of some fields of chat completions
     */
    void pass(Field body, String path, Set<String> known, Map<String, String> ownNames) {
        body.node().properties().forEach(field -> {
            String name = field.getKey();
            if (!known.contains(name) && ChatFields.passes(name, field.getValue(), path, ownNames)) {
                json.set(name, field.getValue());
            }
        });
    }

    /** The first field that needs more than a model of texts, or null. */
    @Nullable
    String needyField() {
        return needyField;
    }

    /** The same as a call, checked once more as what it has become. */
    ChatCompletionsCall call() {
        return ChatCompletionsReader.read(WireJson.mapper().writeValueAsBytes(json))
                .withImagePaths(imagePaths);
    }
}
