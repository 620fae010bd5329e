package dev.llmaas.platform.batch;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.Batch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The lines of an input file: {@code {"custom_id", "method": "POST", "url", "body"}} each. */
final class InputLines {
    private final String address;
    private final List<Line> lines = new ArrayList<>();
    private final List<Batch.Mistake> mistakes = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    /**
     * One call.
     *
     * @param name its {@code custom_id}
     * @param body of the request, as JSON
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Line(String name, String model, byte[] body) {}

    /** Reads a file whose calls must all go to one address. */
    InputLines(byte[] file, String address) {
        this.address = address;
        int from = 0;
        int number = 1;
        while (from < file.length && mistakes.size() < BatchLimits.MISTAKES_MAX) {
            int end = from;
            while (end < file.length && file[end] != '\n') {
                end++;
            }
            String text = new String(file, from, end - from, StandardCharsets.UTF_8);
            if (!text.isBlank()) {
                read(text, number);
            }
            from = end + 1;
            number++;
        }
        if (lines.isEmpty() && mistakes.isEmpty()) {
            mistakes.add(new Batch.Mistake("empty_file", "The file holds no calls.", null));
        }
    }

    /** The calls; not to be made if there are {@link #mistakes}. */
    List<Line> lines() {
        return lines;
    }

    /** The first mistakes. */
    List<Batch.Mistake> mistakes() {
        return mistakes;
    }

    private void read(String text, int number) {
        JsonNode line = json(text);
        if (line == null || !line.isObject()) {
            wrong(number, "invalid_json_line", "The line is no JSON object.");
            return;
        }
        String name = line.path("custom_id").stringValue("");
        JsonNode body = line.path("body");
        String model = body.path("model").stringValue("");
        if (name.isEmpty() || name.length() > BatchLimits.CUSTOM_ID_CHARACTERS_MAX) {
            wrong(
                    number,
                    "invalid_custom_id",
                    "custom_id must have 1 to %d characters.".formatted(BatchLimits.CUSTOM_ID_CHARACTERS_MAX));
        } else if (!names.add(name)) {
            wrong(number, "duplicate_custom_id", "custom_id stands in an earlier line too.");
        } else if (!line.path("method").stringValue("").equals("POST")) {
            wrong(number, "invalid_method", "method must be POST.");
        } else if (!line.path("url").stringValue("").equals(address)) {
            wrong(number, "mismatched_url", "url must be %s, the endpoint of the batch.".formatted(address));
        } else if (!body.isObject() || model.isEmpty()) {
            wrong(number, "invalid_body", "body must be an object that names a model.");
        } else if (lines.size() == BatchLimits.CALLS_MAX) {
            wrong(number, "too_many_lines", "A batch may hold %,d calls.".formatted(BatchLimits.CALLS_MAX));
        } else {
            lines.add(new Line(name, model, WireJson.mapper().writeValueAsBytes(body)));
        }
    }

    private void wrong(int number, String code, String sentence) {
        if (mistakes.size() < BatchLimits.MISTAKES_MAX) {
            mistakes.add(new Batch.Mistake(code, sentence, number));
        }
    }

    private static @Nullable JsonNode json(String text) {
        try {
            return WireJson.mapper().readTree(text);
        } catch (JacksonException unreadable) {
            return null;
        }
    }
}
