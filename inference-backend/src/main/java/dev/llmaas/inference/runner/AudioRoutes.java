package dev.llmaas.inference.runner;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.inference.EngineException.Rejected;
import dev.llmaas.inference.TranscriptionEngine;
import dev.llmaas.inference.TranscriptionEngine.Heard;
import dev.llmaas.inference.TranscriptionEngine.Part;
import dev.llmaas.inference.TranscriptionEngine.Recording;
import dev.llmaas.inference.http.RunnerProtocol;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Serves what is said in recordings, always in the longest form ({@code verbose_json}): the platform makes the others of it.
 * What the engine does not tell (tokens, probabilities, words) is left out of the answer.
 */
final class AudioRoutes {
    private static final String TEMPERATURE_RULE = "temperature must be a number from 0 to 1.";
    private static final String LANGUAGE_FORM = "[a-z]{2,3}(-[a-z0-9]{2,8})?";

    private static final String GRANULARITIES = "timestamp_granularities";

    private AudioRoutes() {}

    /** The answer. */
    private record Verbose(
            String task, @Nullable String language, double duration, String text, List<VerboseSegment> segments) {}

    /** A part of it, in the field names of OpenAI; {@code seek} counts frames of ten milliseconds. */
    private record VerboseSegment(
            int id, long seek, double start, double end, String text, double temperature, double compressionRatio) {}

    static Consumer<Exchange> hear(TranscriptionEngine engine, boolean translates) {
        return exchange -> {
            String contentType = exchange.header("content-type").orElse(null);
            exchange.work(body -> {
                FormBody form = FormBody.read(body, contentType);
                Recording recording = recording(form, translates);
                Heard heard = engine.transcribe(recording);
                exchange.answerHeader(
                        RunnerProtocol.AUDIO_SECONDS, String.format(Locale.ROOT, "%.3f", heard.seconds()));
                exchange.json(verbose(heard, recording));
            });
        };
    }

    private static Recording recording(FormBody form, boolean translates) {
        String language = form.text("language").toLowerCase(Locale.ROOT);
        if (!language.isEmpty() && !language.matches(LANGUAGE_FORM)) {
            throw new Rejected(
                    ErrorCode.INVALID_REQUEST, "language must be one of ISO 639-1, for instance fr.", "language");
        }
        for (String name : List.of(GRANULARITIES, GRANULARITIES + "[]")) {
            if (form.values(name).contains("word")) {
                throw new Rejected(
                        ErrorCode.INVALID_REQUEST,
                        "timestamp_granularities must be segment: this model tells no times of words.",
                        GRANULARITIES);
            }
        }
        String prompt = form.text("prompt").isEmpty() ? form.text("initial_prompt") : form.text("prompt");
        return new Recording(
                form.file(),
                form.extension(),
                language.split("-", -1)[0],
                prompt,
                translates || form.text("task").equals("translate"),
                temperature(form.text("temperature")));
    }

    private static double temperature(String given) {
        if (given.isEmpty()) {
            return 0;
        }
        try {
            double value = Double.parseDouble(given);
            if (value >= 0 && value <= 1) {
                return value;
            }
        } catch (NumberFormatException noNumber) {
            throw new Rejected(ErrorCode.INVALID_REQUEST, TEMPERATURE_RULE, "temperature");
        }
        throw new Rejected(ErrorCode.INVALID_REQUEST, TEMPERATURE_RULE, "temperature");
    }

    private static Verbose verbose(Heard heard, Recording recording) {
        List<VerboseSegment> segments = new ArrayList<>();
        for (Part part : heard.segments()) {
            segments.add(new VerboseSegment(
                    segments.size(),
                    part.seekCentiseconds(),
                    part.start(),
                    part.end(),
                    part.text(),
                    recording.temperature(),
                    compressionRatio(part.text())));
        }
        return new Verbose(
                recording.translates() ? "translate" : "transcribe",
                heard.language(),
                heard.seconds(),
                heard.text(),
                segments);
    }

    /** How far a text can be pressed together: what repeats itself is often not what was said (OpenAI's whisper, 2022). */
    static double compressionRatio(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0) {
            return 0;
        }
        try (Deflater deflater = new Deflater()) {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] pressed = new byte[bytes.length + 64];
            int length = deflater.deflate(pressed);
            return (double) bytes.length / length;
        }
    }
}
