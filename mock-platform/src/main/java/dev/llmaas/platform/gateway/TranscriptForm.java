package dev.llmaas.platform.gateway;

import dev.llmaas.api.WireJson;
import java.nio.charset.StandardCharsets;
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
    };

    private final String wire;
    private final String contentType;

    TranscriptForm(String wire, String contentType) {
        this.wire = wire;
        this.contentType = contentType;
    }

    /** The transcript in this form. */
    abstract byte[] of(ObjectNode verbose, long seconds);

    String wire() {
        return wire;
    }

    String contentType() {
        return contentType;
    }

    private static String text(JsonNode verbose) {
        return verbose.path("text").asString("").strip();
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
