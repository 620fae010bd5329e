package dev.llmaas.platform.guardrail;

import dev.llmaas.platform.Limits;
import dev.llmaas.platform.http.JsonBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Finds the texts of users and tools in a body of chat's or of completions' shape, in one pass and up to a bound. Belongs to
 * one thread.
 */
final class PromptTexts {
    private static final Set<String> OWN_ROLES = Set.of("system", "developer", "assistant");

    private final JsonParser parser;
    private final List<String> texts = new ArrayList<>();
    private int left = Limits.GUARDRAIL_CHARACTERS_MAX;

    private PromptTexts(JsonParser parser) {
        this.parser = parser;
    }

    /** The texts; none if the body is no JSON. */
    static List<String> of(byte[] body) {
        try (JsonParser parser = JsonBody.parser(body)) {
            PromptTexts reading = new PromptTexts(parser);
            reading.read();
            return reading.texts;
        } catch (JacksonException noJson) {
            return List.of();
        }
    }

    private void read() {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "messages" -> messages(value);
                case "prompt", "suffix" -> texts(value, texts);
                default -> parser.skipChildren();
            }
        }
    }

    private void messages(JsonToken value) {
        if (value != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            String role = "";
            List<String> said = new ArrayList<>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken field = parser.nextToken();
                if (name.equals("role") && field == JsonToken.VALUE_STRING) {
                    role = parser.getString();
                } else if (name.equals("content")) {
                    texts(field, said);
                } else {
                    parser.skipChildren();
                }
            }
            if (!OWN_ROLES.contains(role)) {
                texts.addAll(said);
            }
        }
    }

    /** A text, texts in a list, or parts with a text each. */
    private void texts(JsonToken value, List<String> target) {
        switch (value) {
            case VALUE_STRING -> add(target);
            case START_ARRAY -> {
                for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
                    if (item == JsonToken.VALUE_STRING) {
                        add(target);
                    } else if (item == JsonToken.START_OBJECT) {
                        part(target);
                    } else {
                        parser.skipChildren();
                    }
                }
            }
            default -> parser.skipChildren();
        }
    }

    private void part(List<String> target) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("text") && value == JsonToken.VALUE_STRING) {
                add(target);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void add(List<String> target) {
        String text = parser.getString();
        if (left > 0 && !text.isEmpty()) {
            target.add(text.length() > left ? text.substring(0, left) : text);
            left -= text.length();
        }
    }
}
