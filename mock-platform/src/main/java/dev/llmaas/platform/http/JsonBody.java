package dev.llmaas.platform.http;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.http.ErrorResponses.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.type.LogicalType;

/**
 * JSON from outside: UTF-8 as RFC 8259 wants it, bounded in depth, no field twice, nothing behind its end, and no value
 * of another type taken for the one that is meant. Errors name the field, never what stood in it. Thread-safe.
 */
public final class JsonBody {
    private static final JsonFactory STRICT = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Limits.JSON_DEPTH_MAX)
                    .maxStringLength(Limits.INFERENCE_BODY_BYTES_MAX)
                    .maxDocumentLength(Limits.INFERENCE_BODY_BYTES_MAX)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
            .build();
    private static final ObjectReader READER = WireJson.mapper()
            .rebuild()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(LogicalType.Textual, JsonBody::textsOnly)
            .build()
            .reader()
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // A limit with a slip in its name must not become no limit.
            .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .without(DeserializationFeature.ACCEPT_FLOAT_AS_INT);

    private JsonBody() {}

    private static void textsOnly(MutableCoercionConfig texts) {
        texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }

    /**
     * Reads a record.
     *
     * @throws PlatformException MALFORMED_JSON or INVALID_REQUEST, which names the field
     */
    public static <T> T read(byte[] json, Class<T> type) {
        try (JsonParser parser = parser(json)) {
            T value = READER.forType(type).readValue(parser);
            if (value == null) {
                throw new PlatformException(ErrorCode.INVALID_REQUEST, "The body must be a JSON object.");
            }
            return value;
        } catch (JacksonException unreadable) {
            throw exception(unreadable);
        }
    }

    /** Walks through JSON with the same bounds; the parser throws {@link JacksonException}. */
    public static JsonParser parser(byte[] json) {
        return STRICT.createParser(ObjectReadContext.empty(), json);
    }

    /** The refusal that {@code unreadable} stands for. */
    public static PlatformException exception(JacksonException unreadable) {
        for (Throwable cause = unreadable; cause != null; cause = cause.getCause()) {
            if (cause instanceof StreamConstraintsException) {
                return beyondBounds();
            }
            if (cause instanceof StreamReadException broken && !(cause instanceof InputCoercionException)) {
                return malformed(broken.getLocation());
            }
            if (cause instanceof PlatformException refused) {
                return refused;
            }
            if (cause instanceof IllegalArgumentException unfit && unfit.getMessage() != null) {
                return new PlatformException(ErrorCode.INVALID_REQUEST, unfit.getMessage(), path(unreadable));
            }
        }
        String path = path(unreadable);
        if (unreadable instanceof UnrecognizedPropertyException) {
            return new PlatformException(
                    ErrorCode.INVALID_REQUEST, "%s is not a field of this address.".formatted(path), path);
        }
        return new PlatformException(
                ErrorCode.INVALID_REQUEST,
                path == null
                        ? "The body must be a JSON object with the fields of this address."
                        : "%s is missing, of the wrong type, or not a value that this field takes.".formatted(path),
                path);
    }

    private static PlatformException malformed(@Nullable TokenStreamLocation place) {
        return new PlatformException(
                ErrorCode.MALFORMED_JSON,
                "The body is not JSON that can be read: look at line %d, column %d. Each field may stand once, %d levels deep at most."
                        .formatted(
                                place == null ? 1 : place.getLineNr(),
                                place == null ? 1 : place.getColumnNr(),
                                Limits.JSON_DEPTH_MAX));
    }

    private static PlatformException beyondBounds() {
        return new PlatformException(
                ErrorCode.MALFORMED_JSON,
                "The body is beyond the bounds of JSON here: %d levels, numbers of %,d digits and names of %,d characters at most."
                        .formatted(
                                Limits.JSON_DEPTH_MAX,
                                StreamReadConstraints.DEFAULT_MAX_NUM_LEN,
                                StreamReadConstraints.DEFAULT_MAX_NAME_LEN));
    }

    static Refusal refusal(JacksonException unreadable) {
        PlatformException refused = exception(unreadable);
        return Refusal.of(refused.code(), refused.sentence(), refused.param());
    }

    private static @Nullable String path(JacksonException unreadable) {
        StringBuilder path = new StringBuilder();
        List<JacksonException.Reference> references = unreadable.getPath();
        for (JacksonException.Reference reference : references) {
            String name = reference.getPropertyName();
            if (name == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(name);
            }
        }
        return path.isEmpty() ? null : path.toString();
    }
}
