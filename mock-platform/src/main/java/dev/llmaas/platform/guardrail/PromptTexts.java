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
 * Finds the texts of users and tools in a body of the shape of chats, of completions, or of wishes for speech and images.
 * Of more than is looked at, each text gets the same share: short ones whole, of long ones the beginning and the end, so
 * that no text keeps another from being seen. Belongs to one thread.
 */
final class PromptTexts {
    private static final Set<String> OWN_ROLES = Set.of("system", "developer", "assistant");

    private final JsonParser parser;
    private final List<String> texts = new ArrayList<>();

    /**
     * What is to be looked at.
     *
     * @param texts in the order in which they were said
     * @param whole whether that is all
     */
    record Found(List<String> texts, boolean whole) {}

    private PromptTexts(JsonParser parser) {
        this.parser = parser;
    }

    /** The texts; none if the body is no JSON. */
    static Found of(byte[] body) {
        try (JsonParser parser = JsonBody.parser(body)) {
            PromptTexts reading = new PromptTexts(parser);
            reading.read();
            return within(reading.texts, Limits.GUARDRAIL_CHARACTERS_MAX);
        } catch (JacksonException noJson) {
            return new Found(List.of(), true);
        }
    }

    private static Found within(List<String> texts, int charactersMax) {
        if (texts.stream().mapToLong(String::length).sum() <= charactersMax) {
            return new Found(texts, true);
        }
        int share = share(texts, charactersMax);
        List<String> seen = new ArrayList<>();
        for (String text : texts) {
            if (text.length() <= share) {
                seen.add(text);
            } else {
                seen.add(text.substring(0, share / 2));
                seen.add(text.substring(text.length() - share / 2));
            }
        }
        return new Found(seen, false);
    }

    /** What of each text can be looked at: what short ones leave is for the long ones. */
    private static int share(List<String> texts, int charactersMax) {
        int[] lengths = texts.stream().mapToInt(String::length).sorted().toArray();
        int left = charactersMax;
        for (int i = 0; i < lengths.length; i++) {
            int share = left / (lengths.length - i);
            if (lengths[i] > share) {
                return share;
            }
            left -= lengths[i];
        }
        return charactersMax;
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
                case "prompt", "suffix", "input", "instructions" -> texts(value, texts);
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
        if (!text.isEmpty()) {
            target.add(text);
        }
    }
}
