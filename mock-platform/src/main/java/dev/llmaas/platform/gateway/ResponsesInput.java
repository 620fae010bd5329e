package dev.llmaas.platform.gateway;

import dev.llmaas.api.WireJson;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns the {@code input} of a response into the turns of a conversation: reasoning and calls of functions become parts of
 * the assistant's turn in which they happened. Belongs to one thread.
 */
final class ResponsesInput {
    private static final List<String> ROLES = List.of("user", "assistant", "system", "developer");

    private final ChatBody chat;
    private @Nullable String reasoning;

    ResponsesInput(ChatBody chat) {
        this.chat = chat;
    }

    /** Reads a text or a list of items. */
    void read(Field input) {
        if (input.isText()) {
            chat.message("user").put("content", input.text());
            return;
        }
        if (!input.isList() || input.node().isEmpty()) {
            throw input.refused("must be a text or a list of at least one item");
        }
        input.entries().forEach(this::item);
    }

    private void item(Field item) {
        String type = item.object().get("type").absent()
                ? "message"
                : item.get("type").text();
        switch (type) {
            case "message" -> message(item);
            case "function_call" -> call(item);
            case "function_call_output" -> output(item);
            case "reasoning" -> reasoning(item);
            case "item_reference" ->
                throw item.get("type")
                        .refused(
                                "cannot be item_reference, because nothing is stored here: set store to false in the client, so that it sends the item itself");
            default ->
                throw item.get("type").refused("must be message, function_call, function_call_output or reasoning");
        }
    }

    private void message(Field item) {
        String role = item.get("role").oneOf(ROLES);
        ObjectNode message = chat.message(role);
        Field content = item.get("content");
        if (content.isText()) {
            message.put("content", content.text());
        } else {
            ArrayNode parts = parts(content);
            if (parts.isEmpty()) {
                throw content.refused("must be a text or a list of at least one part");
            }
            ChatBody.content(message, parts);
        }
        if (role.equals("assistant")) {
            attachReasoning(message);
        }
    }

    private ArrayNode parts(Field content) {
        ArrayNode parts = WireJson.mapper().createArrayNode();
        for (Field part : content.entries()) {
            Field type = part.object().get("type");
            switch (type.isText() ? type.text() : "") {
                case "input_text", "output_text", "text" ->
                    parts.add(ChatBody.text(part.get("text").text()));
                case "refusal" -> parts.add(ChatBody.text(part.get("refusal").text()));
                case "input_image" -> parts.add(image(part));
                case "input_audio" -> parts.add(part.node());
                case "input_file" -> throw type.refused("cannot be input_file: send its text as input_text");
                default -> throw type.refused("must be input_text, input_image, input_audio, output_text or refusal");
            }
        }
        return parts;
    }

    private JsonNode image(Field part) {
        Field url = part.get("image_url");
        if (url.absent()) {
            throw url.refused("must be a data URI; files are not kept here");
        }
        ObjectNode image = chat.image(url, url.text());
        Field detail = part.get("detail");
        if (!detail.absent()) {
            ((ObjectNode) image.get("image_url")).put("detail", detail.oneOf(List.of("auto", "low", "high")));
        }
        return image;
    }

    private void call(Field item) {
        ObjectNode last = chat.lastMessage();
        ObjectNode message = last != null && last.path("role").stringValue("").equals("assistant") && reasoning == null
                ? last
                : chat.message("assistant");
        ChatBody.call(
                message,
                item.get("call_id").text(),
                item.get("name").name(),
                item.get("arguments").text());
        attachReasoning(message);
    }

    private void output(Field item) {
        ObjectNode message =
                chat.message("tool").put("tool_call_id", item.get("call_id").text());
        Field output = item.get("output");
        if (output.isText()) {
            message.put("content", output.text());
        } else if (output.isList() && !output.node().isEmpty()) {
            ChatBody.content(message, parts(output));
        } else {
            throw output.refused("must be a text or a list of parts");
        }
    }

    /** Thoughts belong to the turn that follows them. */
    private void reasoning(Field item) {
        StringBuilder thoughts = new StringBuilder(reasoning == null ? "" : reasoning);
        Field content = item.get("content");
        String carried = CarriedThoughts.read(item.get("encrypted_content"));
        if (carried != null && content.entries().isEmpty()) {
            reasoning = thoughts.append(carried).toString();
            return;
        }
        for (Field part : content.absent() ? item.get("summary").entries() : content.entries()) {
            thoughts.append(part.object().get("text").text());
        }
        reasoning = thoughts.toString();
    }

    private void attachReasoning(ObjectNode message) {
        if (reasoning != null && !reasoning.isEmpty()) {
            message.put("reasoning_content", reasoning);
        }
        reasoning = null;
    }
}
