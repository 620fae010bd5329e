package dev.llmaas.platform.batch;

import dev.llmaas.api.openai.Batch;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.http.JsonBody;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The lines of an input file: {@code {"custom_id", "method": "POST", "url", "body"}} each. */
final class InputLines {
    private final byte[] file;
    private final String address;
    private final List<Line> lines = new ArrayList<>();
    private final List<Batch.Mistake> mistakes = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    /**
     * One call.
     *
     * @param name its {@code custom_id}
     * @param from where in the file the body of the request begins, as it was sent
     * @param length bytes of that body
     */
    record Line(String name, String model, int from, int length) {}

    /** What stands in a line, empty where it does not; the place of the body is one of the line. */
    private record Fields(String name, String method, String url, Body body) {}

    private record Body(String model, int from, int length) {
        static final Body NONE = new Body("", 0, 0);
    }

    /** Reads a file whose calls must all go to one address. */
    InputLines(byte[] file, String address) {
        this.file = file;
        this.address = address;
        int from = 0;
        int number = 1;
        while (from < file.length && mistakes.size() < BatchLimits.MISTAKES_MAX) {
            int end = from;
            boolean blank = true;
            while (end < file.length && file[end] != '\n') {
                blank &= file[end] == ' ' || file[end] == '\t' || file[end] == '\r';
                end++;
            }
            if (!blank) {
                read(from, end, number);
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

    private void read(int from, int to, int number) {
        Fields line = fields(Arrays.copyOfRange(file, from, to));
        if (line == null) {
            wrong(number, "invalid_json_line", "The line is no JSON object in which each field stands once.");
            return;
        }
        Body body = line.body;
        if (line.name.isEmpty() || line.name.length() > BatchLimits.CUSTOM_ID_CHARACTERS_MAX) {
            wrong(
                    number,
                    "invalid_custom_id",
                    "custom_id must have 1 to %d characters.".formatted(BatchLimits.CUSTOM_ID_CHARACTERS_MAX));
        } else if (!names.add(line.name)) {
            wrong(number, "duplicate_custom_id", "custom_id stands in an earlier line too.");
        } else if (!line.method.equals("POST")) {
            wrong(number, "invalid_method", "method must be POST.");
        } else if (!line.url.equals(address)) {
            wrong(number, "mismatched_url", "url must be %s, the endpoint of the batch.".formatted(address));
        } else if (body.model.isEmpty() || body.length > Limits.INFERENCE_BODY_BYTES_MAX) {
            wrong(
                    number,
                    "invalid_body",
                    "body must be an object of at most %,d bytes that names a model."
                            .formatted(Limits.INFERENCE_BODY_BYTES_MAX));
        } else if (lines.size() == BatchLimits.CALLS_MAX) {
            wrong(number, "too_many_lines", "A batch may hold %,d calls.".formatted(BatchLimits.CALLS_MAX));
        } else {
            lines.add(new Line(line.name, body.model, from + body.from, body.length));
        }
    }

    private void wrong(int number, String code, String sentence) {
        if (mistakes.size() < BatchLimits.MISTAKES_MAX) {
            mistakes.add(new Batch.Mistake(code, sentence, number));
        }
    }

    private static @Nullable Fields fields(byte[] line) {
        try (JsonParser parser = JsonBody.parser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            String name = "";
            String method = "";
            String url = "";
            Body body = Body.NONE;
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (field) {
                    case "custom_id" -> name = text(parser, value);
                    case "method" -> method = text(parser, value);
                    case "url" -> url = text(parser, value);
                    case "body" -> body = body(parser, value);
                    default -> parser.skipChildren();
                }
            }
            return parser.nextToken() == null ? new Fields(name, method, url, body) : null;
        } catch (JacksonException unreadable) {
            return null;
        }
    }

    private static Body body(JsonParser parser, JsonToken value) {
        if (value != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return Body.NONE;
        }
        int from = at(parser);
        String model = "";
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean named = parser.currentName().equals("model");
            JsonToken inner = parser.nextToken();
            if (named) {
                model = text(parser, inner);
            } else {
                parser.skipChildren();
            }
        }
        return new Body(model, from, at(parser) + 1 - from);
    }

    /** A text, or an empty one for what is none. */
    private static String text(JsonParser parser, JsonToken value) {
        if (value == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        parser.skipChildren();
        return "";
    }

    private static int at(JsonParser parser) {
        return Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    }
}
