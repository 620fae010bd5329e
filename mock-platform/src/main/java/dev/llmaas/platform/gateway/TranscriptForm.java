package dev.llmaas.platform.gateway;

import dev.llmaas.api.WireJson;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The forms in which a transcript leaves, made of the longest one, {@code verbose_json}. */
enum TranscriptForm {
    /** The text in an object. */
    JSON("json", WholeCall.JSON) {
        @Override
        byte[] of(ObjectNode verbose, long seconds) {
            ObjectNode brief = verbose.objectNode().put("text", text(verbose));
            return WireJson.mapper().writeValueAsBytes(withUsage(brief, seconds));
        }
    },
    /** Everything. */
    VERBOSE_JSON("verbose_json", WholeCall.JSON) {
        @Override
        byte[] of(ObjectNode verbose, long seconds) {
            return WireJson.mapper().writeValueAsBytes(withUsage(verbose, seconds));
        }
    },
    /** The text alone. */
    TEXT("text", "text/plain; charset=utf-8") {
        @Override
        byte[] of(ObjectNode verbose, long seconds) {
            return (text(verbose) + "\n").getBytes(StandardCharsets.UTF_8);
        }
    },
    /** SubRip. */
    SRT("srt", "text/plain; charset=utf-8") {
        @Override
        byte[] of(ObjectNode verbose, long seconds) {
            return subtitles(verbose, ',', "");
        }
    },
    /** WebVTT. */
    VTT("vtt", "text/vtt; charset=utf-8") {
        @Override
        byte[] of(ObjectNode verbose, long seconds) {
            return subtitles(verbose, '.', "WEBVTT\n\n");
        }
    },
    /**
     * OpenAI's events, one for each segment and one with the whole: the engine says how long it listened when it is through,
     * so they leave together. The seconds are billed; OpenAI's event has a place for tokens only, so none are told.
     */
    EVENTS("", "text/event-stream") {
        @Override
        byte[] of(ObjectNode verbose, long seconds) {
            Buffer out = Buffer.buffer();
            for (String part : parts(verbose)) {
                event(verbose.objectNode().put("type", "transcript.text.delta").put("delta", part), out);
            }
            event(verbose.objectNode().put("type", "transcript.text.done").put("text", text(verbose)), out);
            return out.getBytes();
        }
    };

    private final String wire;
    private final String contentType;

    TranscriptForm(String wire, String contentType) {
        this.wire = wire;
        this.contentType = contentType;
    }

    /** The transcript in this form. */
    abstract byte[] of(ObjectNode verbose, long seconds);

    /** The value of {@code response_format}; empty where it is asked for otherwise. */
    String wire() {
        return wire;
    }

    String contentType() {
        return contentType;
    }

    private static String text(JsonNode verbose) {
        return verbose.path("text").asString("").strip();
    }

    /** What together is the text: the texts of the segments, if they are all of it. */
    private static List<String> parts(JsonNode verbose) {
        String whole = text(verbose);
        List<String> parts = new ArrayList<>();
        StringBuilder joined = new StringBuilder();
        for (JsonNode segment : verbose.path("segments")) {
            String said = segment.path("text").asString("");
            String part = joined.isEmpty() ? said.stripLeading() : said;
            parts.add(part);
            joined.append(part);
        }
        return joined.toString().equals(whole) ? parts : List.of(whole);
    }

    private static void event(JsonNode event, Buffer out) {
        AnswerForm.event(WireJson.mapper().writeValueAsBytes(event), out);
    }

    private static ObjectNode withUsage(ObjectNode object, long seconds) {
        object.putObject("usage").put("type", "duration").put("seconds", seconds);
        return object;
    }

    private static byte[] subtitles(JsonNode verbose, char point, String head) {
        StringBuilder out = new StringBuilder(head);
        int number = 0;
        for (JsonNode segment : verbose.path("segments")) {
            number++;
            if (head.isEmpty()) {
                out.append(number).append('\n');
            }
            out.append(time(segment.path("start").asDouble(0), point))
                    .append(" --> ")
                    .append(time(segment.path("end").asDouble(0), point))
                    .append('\n')
                    .append(segment.path("text").asString("").strip().replace("-->", "->"))
                    .append("\n\n");
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String time(double seconds, char point) {
        long ms = Math.round(Math.max(0, seconds) * 1_000);
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%02d%c%03d",
                ms / 3_600_000,
                ms / 60_000 % 60,
                ms / 1_000 % 60,
                point,
                ms % 1_000);
    }
}
