package dev.llmaas.platform.gateway;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.http.FormParts;
import dev.llmaas.platform.http.JsonBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * The parameters that an address of inference has: those that {@code openapi.json} describes, so that the document is the
 * one list of them. Strict projects may send no others. Immutable.
 *
 * @param names the fields at the top of the body
 */
record Parameters(Set<String> names) {
    private static final String DOCUMENT = "/openapi.json";

    /** Read when it is first asked for: most platforms have no strict project, and their start need not wait. */
    private static volatile @Nullable Map<String, Parameters> described;

    Parameters {
        names = Set.copyOf(names);
    }

    /** Whether {@link #requireKnown} answers at once; the first time it reads the document, not for an event loop. */
    static boolean areRead() {
        return described != null;
    }

    /**
     * Refuses a body with a field that its address does not have. Only the names of fields are looked at; of an address that
     * the document does not describe all are known.
     *
     * @param body JSON or a form, which was read before
     * @param contentType of a form; empty for JSON
     * @throws PlatformException UNKNOWN_PARAMETER, which names the first such field
     */
    static void requireKnown(String path, byte[] body, String contentType) {
        of(path).ifPresent(parameters -> parameters.requireKnown(body, contentType));
    }

    /** Those of an address; empty if the document does not describe what is posted there. */
    static Optional<Parameters> of(String path) {
        Map<String, Parameters> known = described;
        if (known == null) {
            known = read();
            described = known;
        }
        return Optional.ofNullable(known.get(path));
    }

    private void requireKnown(byte[] body, String contentType) {
        if (!contentType.isEmpty()) {
            for (FormParts.Field field : FormParts.read(body, contentType).fields()) {
                requireKnown(field.name());
            }
            return;
        }
        try (JsonParser parser = JsonBody.parser(body)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                requireKnown(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
        } catch (JacksonException unreadable) {
            throw JsonBody.exception(unreadable);
        }
    }

    private void requireKnown(String name) {
        if (!names.contains(name)) {
            String shown = name.substring(0, Math.min(name.length(), Limits.PARAMETER_CHARACTERS_SHOWN));
            throw new PlatformException(
                    ErrorCode.UNKNOWN_PARAMETER,
                    "Unrecognized request argument supplied: %s. This project is strict: it sends no parameters that this address does not have."
                            .formatted(shown),
                    shown);
        }
    }

    private static Map<String, Parameters> read() {
        JsonNode api = document();
        Map<String, Parameters> addresses = new HashMap<>();
        api.path("paths").properties().forEach(path -> {
            Set<String> names = new HashSet<>();
            for (JsonNode media : path.getValue().at("/post/requestBody/content")) {
                JsonNode schema = media.path("schema");
                String reference = schema.path("$ref").stringValue("");
                JsonNode whole = reference.isEmpty() ? schema : api.at(reference.substring(1));
                names.addAll(whole.path("properties").propertyNames());
            }
            if (!names.isEmpty()) {
                addresses.put(path.getKey(), new Parameters(names));
            }
        });
        return Map.copyOf(addresses);
    }

    private static JsonNode document() {
        try (InputStream document = Parameters.class.getResourceAsStream(DOCUMENT)) {
            if (document == null) {
                throw new IllegalStateException("The platform was built without " + DOCUMENT);
            }
            return WireJson.mapper().readTree(document);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
