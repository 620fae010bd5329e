package dev.llmaas.platform.gateway;

import static dev.llmaas.platform.gateway.Rules.refused;
import static dev.llmaas.platform.gateway.Rules.requireModel;
import static dev.llmaas.platform.gateway.Rules.requireText;

import dev.llmaas.api.openai.Usage;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.gateway.WholeCall.Ceiling;
import dev.llmaas.platform.gateway.WholeCall.Reading;
import dev.llmaas.platform.gateway.WholeCall.Way;
import dev.llmaas.platform.http.JsonBody;
import java.util.List;
import java.util.Map;

/**
 * Reads requests that are passed to engines elsewhere as they came, for speech and images: of their fields only the model
 * and the text are looked at. Nobody counts tokens there, so each character of the text is billed as one token read.
 */
final class PassedOnReader implements CallReader {
    /** Makes speech of a text. */
    static final String SPEECH = "/v1/audio/speech";
    /** Makes images of a text. */
    static final String IMAGES = "/v1/images/generations";

    private final String path;
    private final String capability;
    private final String textField;
    private final Offers offers;

    private PassedOnReader(String path, String capability, String textField, Offers offers) {
        this.path = path;
        this.capability = capability;
        this.textField = textField;
        this.offers = offers;
    }

    static PassedOnReader speech(Offers offers) {
        return new PassedOnReader(SPEECH, "speech", "input", offers);
    }

    static PassedOnReader images(Offers offers) {
        return new PassedOnReader(IMAGES, "images", "prompt", offers);
    }

    @Override
    public InferenceCall read(byte[] body, String contentType) {
        offers.require(capability);
        Map<?, ?> fields = JsonBody.read(body, Map.class);
        String model = text(fields, "model");
        requireModel(model);
        String text = text(fields, textField);
        requireText(textField, text);
        if (text.length() > Limits.PASSED_ON_CHARACTERS_MAX) {
            throw refused(textField, "may have %,d characters at most".formatted(Limits.PASSED_ON_CHARACTERS_MAX));
        }
        if (Boolean.TRUE.equals(fields.get("stream")) || "sse".equals(fields.get("stream_format"))) {
            throw refused("stream", "is not possible here: the answer comes in one piece");
        }
        Usage usage = Usage.of(text.codePointCount(0, text.length()), 0, 0, 0);
        return new WholeCall(
                new Way(path, path, model, List.of(capability)),
                body,
                WholeCall.JSON,
                new Ceiling(usage.promptTokens(), 0, 0, true),
                answer -> new Reading(answer.body(), answer.contentType(), usage, 0, 0));
    }

    private static String text(Map<?, ?> fields, String name) {
        return switch (fields.get(name)) {
            case String text -> text;
            case null -> throw refused(name, "is missing");
            default -> throw refused(name, "must be a text");
        };
    }
}
