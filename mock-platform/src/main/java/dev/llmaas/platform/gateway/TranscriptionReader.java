package dev.llmaas.platform.gateway;

import static dev.llmaas.platform.gateway.Rules.refused;
import static dev.llmaas.platform.gateway.Rules.requireModel;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.gateway.WholeCall.Answer;
import dev.llmaas.platform.gateway.WholeCall.Ceiling;
import dev.llmaas.platform.gateway.WholeCall.Reading;
import dev.llmaas.platform.gateway.WholeCall.Way;
import dev.llmaas.platform.http.FormParts;
import dev.llmaas.platform.http.FormParts.Field;
import dev.llmaas.platform.http.FormParts.Upload;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads recordings to write down. Engines get a form of our own making: the fields that they know, under the names that
 * OpenAI gave them, and nothing of the name of the file but its extension. Engines elsewhere are asked for all they know,
 * because only that tells how long the recording was; the answer gets its form here.
 */
final class TranscriptionReader implements CallReader {
    /** Writes down in the language that is spoken. */
    static final String TRANSCRIPTIONS = "/v1/audio/transcriptions";
    /** Writes down in English. */
    static final String TRANSLATIONS = "/v1/audio/translations";

    private static final String CAPABILITY = "transcription";
    private static final String CLIENTS_USUAL_MODEL = "whisper-1";

    private static final String GRANULARITIES = "timestamp_granularities";
    private static final String TEMPERATURE_RULE = "must be a number from 0 to 1";
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?");

    /** What is read here; everything else goes on as it came. */
    static final Set<String> OWN =
            Set.of("model", "prompt", "initial_prompt", "response_format", "task", "stream", "temperature", "language");

    private final boolean translates;
    private final Offers offers;

    TranscriptionReader(boolean translates, Offers offers) {
        this.translates = translates;
        this.offers = offers;
    }

    @Override
    public String mediaType() {
        return "multipart/form-data";
    }

    @Override
    public int bodyBytesMax() {
        return Limits.AUDIO_BODY_BYTES_MAX;
    }

    @Override
    public InferenceCall read(byte[] body, String contentType) {
        FormParts form = FormParts.read(body, contentType);
        String model = model(form);
        Upload file = form.file("file");
        TranscriptForm wanted = streams(form) ? TranscriptForm.EVENTS : wanted(form);
        String path = translates ? TRANSLATIONS : TRANSCRIPTIONS;
        AudioForm sent = new AudioForm(offers.catalogName(model));
        sent.field("response_format", TranscriptForm.VERBOSE_JSON.wire());
        form.text("language").ifPresent(language -> sent.field("language", language(language)));
        form.text("prompt").or(() -> form.text("initial_prompt")).ifPresent(prompt -> sent.field("prompt", prompt));
        form.text("temperature").ifPresent(given -> sent.field("temperature", temperature(given)));
        for (Field field : form.fields()) {
            if (!OWN.contains(field.name())) {
                sent.field(
                        field.name(),
                        field.name().startsWith(GRANULARITIES) ? granularity(field, wanted) : field.value());
            }
        }
        boolean translated = translates || isTranslation(form);
        OptionalLong measured = Recording.wavSeconds(file.bytes());
        return new WholeCall(
                new Way(path, translated ? TRANSLATIONS : TRANSCRIPTIONS, model, List.of(CAPABILITY)),
                sent.body(file),
                sent.contentType(),
                Ceiling.ofAudio(Recording.secondsMax(file)),
                answer -> reading(answer, wanted, measured));
    }

    /** The model that is named; the first one that can do it where none is named, or the one that all clients name. */
    private String model(FormParts form) {
        String named = form.text("model").orElse(CLIENTS_USUAL_MODEL);
        requireModel(named);
        if (!named.equals(CLIENTS_USUAL_MODEL) || offers.knows(named)) {
            return named;
        }
        return offers.first(CAPABILITY)
                .map(CatalogModel::id)
                .orElseThrow(() -> new PlatformException(
                        ErrorCode.MODEL_NOT_FOUND,
                        "No speech model is configured here: this platform has none with the capability transcription.",
                        "model"));
    }

    /** Whether the answer comes as events: as with OpenAI, not that of whisper-1, nor a translation. */
    private boolean streams(FormParts form) {
        String wish = form.text("stream").orElse("false");
        if (!wish.equalsIgnoreCase("true") && !wish.equalsIgnoreCase("false")) { // Python's client says True
            throw refused("stream", "must be true or false");
        }
        boolean ignored =
                translates || form.text("model").orElse(CLIENTS_USUAL_MODEL).equals(CLIENTS_USUAL_MODEL);
        boolean streams = !ignored && wish.equalsIgnoreCase("true");
        if (streams && wanted(form) != TranscriptForm.JSON) {
            throw refused("stream", "needs response_format json");
        }
        return streams;
    }

    private static TranscriptForm wanted(FormParts form) {
        String named = form.text("response_format").orElse(TranscriptForm.JSON.wire());
        return Arrays.stream(TranscriptForm.values())
                .filter(one -> one != TranscriptForm.EVENTS && one.wire().equals(named))
                .findFirst()
                .orElseThrow(() -> refused("response_format", "must be json, text, srt, verbose_json or vtt"));
    }

    private static boolean isTranslation(FormParts form) {
        String task = form.text("task").orElse("transcribe");
        if (!task.equals("transcribe") && !task.equals("translate")) {
            throw refused("task", "must be transcribe or translate");
        }
        return task.equals("translate");
    }

    private static String language(String given) {
        if (!LANGUAGE.matcher(given).matches()) {
            throw refused("language", "must be a language of ISO 639, for instance fr");
        }
        return given;
    }

    private static String temperature(String given) {
        try {
            double value = Double.parseDouble(given);
            if (value >= 0 && value <= 1) {
                return given;
            }
        } catch (NumberFormatException unreadable) {
            throw refused("temperature", TEMPERATURE_RULE);
        }
        throw refused("temperature", TEMPERATURE_RULE);
    }

    private static String granularity(Field field, TranscriptForm wanted) {
        if (!field.value().equals("word") && !field.value().equals("segment")) {
            throw refused(GRANULARITIES, "must be word or segment");
        }
        if (wanted != TranscriptForm.VERBOSE_JSON) {
            throw refused(GRANULARITIES, "needs response_format verbose_json");
        }
        return field.value();
    }

    /** Our engines say how long they listened; what others say of it, or what the file said, is as good. */
    private static Reading reading(Answer answer, TranscriptForm wanted, OptionalLong measured) {
        if (!(WireJson.mapper().readTree(answer.body()) instanceof ObjectNode verbose)
                || !verbose.path("text").isString()) {
            throw new IllegalArgumentException("The engine's answer has no text.");
        }
        long seconds = answer.audioSeconds();
        if (seconds < 0 && verbose.path("duration").isNumber()) {
            seconds = (long) Math.ceil(verbose.path("duration").asDouble());
        }
        if (seconds < 0) {
            seconds = measured.orElseThrow(
                    () -> new IllegalArgumentException("The engine did not say how long the recording is."));
        }
        return new Reading(wanted.of(verbose, seconds), wanted.contentType(), Usage.NONE, 0, seconds);
    }
}
