package dev.llmaas.platform.gateway;

import dev.llmaas.api.WireJson;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns the {@code system} and {@code messages} of Anthropic's dialect into the turns of a conversation: results of tools
 * become turns of their own, before what the user says beside them. Belongs to one thread.
 */
final class MessagesInput {
    private static final List<String> ROLES = List.of("user", "assistant");

    /** A chat completion has no field for it, so the model reads it before what the tool says. */
    private static final String FAILED = "The tool failed.";

    private final ChatBody chat;

    MessagesInput(ChatBody chat) {
        this.chat = chat;
    }

    /** Reads the instructions: a text, or blocks of text. */
    void system(Field system) {
        if (system.absent()) {
            return;
        }
        if (system.isText()) {
            chat.message("system").put("content", system.text());
            return;
        }
        StringBuilder text = new StringBuilder();
        for (Field block : system.entries()) {
            block.object().get("type").oneOf(List.of("text"));
            text.append(text.isEmpty() ? "" : "\n\n").append(block.get("text").text());
        }
        if (!text.isEmpty()) {
            chat.message("system").put("content", text.toString());
        }
    }

    /** Reads the turns. */
    void messages(Field messages) {
        if (!messages.isList() || messages.node().isEmpty()) {
            throw messages.refused("must be a list of at least one message");
        }
        String role = "";
        for (Field message : messages.entries()) {
            role = message.object().get("role").oneOf(ROLES);
            if (role.equals("user")) {
                user(message.get("content"));
            } else {
                assistant(message.get("content"));
            }
        }
        if (role.equals("assistant")) {
            throw messages.refused("must end with a message of the role user: an answer cannot be begun for the model");
        }
    }

    private void user(Field content) {
        if (content.isText()) {
            chat.message("user").put("content", content.text());
            return;
        }
        ArrayNode parts = WireJson.mapper().createArrayNode();
        boolean answered = false;
        for (Field block : blocks(content)) {
            if (type(block).equals("tool_result")) {
                result(block);
                answered = true;
            } else {
                parts.add(part(block));
            }
        }
        if (!parts.isEmpty()) {
            ChatBody.content(chat.message("user"), parts);
        } else if (!answered) {
            throw content.refused("must have at least one block");
        }
    }

    private static List<Field> blocks(Field content) {
        List<Field> blocks = content.entries();
        if (blocks.isEmpty()) {
            throw content.refused("must be a text or a list of at least one block");
        }
        return blocks;
    }

    private static String type(Field block) {
        return block.object().get("type").text();
    }

    private JsonNode part(Field block) {
        return switch (type(block)) {
            case "text" -> ChatBody.text(block.get("text").text());
            case "image" -> image(block.get("source").object());
            case "document" -> document(block.get("source").object());
            default ->
                throw block.get("type")
                        .refused("must be text, image, document or tool_result in a message of the user");
        };
    }

    private JsonNode image(Field source) {
        if (source.get("type").oneOf(List.of("base64", "url")).equals("url")) {
            return remoteImage(source.get("url"));
        }
        String uri = "data:%s;base64,%s"
                .formatted(source.get("media_type").text(), source.get("data").text());
        return chat.image(source.get("data"), uri);
    }

    private JsonNode remoteImage(Field url) {
        if (!MediaRules.isRemote(url.text())) {
            throw url.refused("must be an address of the web, https://...");
        }
        return chat.image(url, url.text());
    }

    private static JsonNode document(Field source) {
        source.get("type").oneOf(List.of("text"));
        return ChatBody.text(source.get("data").text());
    }

    private void result(Field block) {
        ObjectNode message = chat.message("tool")
                .put("tool_call_id", block.get("tool_use_id").text());
        Field content = block.get("content");
        String failed = block.get("is_error").flag() ? FAILED : "";
        if (content.absent()) {
            message.put("content", failed);
        } else if (content.isText()) {
            message.put("content", failed.isEmpty() ? content.text() : failed + "\n" + content.text());
        } else {
            ArrayNode parts = WireJson.mapper().createArrayNode();
            if (!failed.isEmpty()) {
                parts.add(ChatBody.text(failed));
            }
            content.entries().forEach(part -> parts.add(part(part)));
            if (parts.isEmpty()) {
                message.put("content", "");
            } else {
                ChatBody.content(message, parts);
            }
        }
    }

    private void assistant(Field content) {
        ObjectNode message = chat.message("assistant");
        if (content.isText()) {
            message.put("content", content.text());
            return;
        }
        StringBuilder text = new StringBuilder();
        StringBuilder thoughts = new StringBuilder();
        for (Field block : blocks(content)) {
            switch (type(block)) {
                case "text" -> text.append(block.get("text").text());
                case "thinking" -> thoughts.append(block.get("thinking").text());
                case "redacted_thinking" -> {} // another service's secret, which no model here can read
                case "tool_use" ->
                    ChatBody.call(
                            message,
                            block.get("id").text(),
                            block.get("name").name(),
                            WireJson.mapper()
                                    .writeValueAsString(
                                            block.get("input").object().node()));
                default ->
                    throw block.get("type").refused("must be text, thinking or tool_use in a message of the assistant");
            }
        }
        if (!text.isEmpty() || !message.has("tool_calls")) {
            message.put("content", text.toString());
        }
        if (!thoughts.isEmpty()) {
            message.put("reasoning_content", thoughts.toString());
        }
    }
}
