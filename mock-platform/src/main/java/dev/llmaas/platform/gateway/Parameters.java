package dev.llmaas.platform.gateway;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.http.Document;
import dev.llmaas.platform.http.FormParts;
import dev.llmaas.platform.http.JsonBody;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private static final Map<String, Parameters> DESCRIBED = described();

    Parameters {
        names = Set.copyOf(names);
    }

    /** Those of an address; empty if the document does not describe what is posted there. */
    static Optional<Parameters> of(String path) {
        return Optional.ofNullable(DESCRIBED.get(path));
    }

    /**
     * Refuses a body with a field that is not among them. Only the names of fields are looked at.
     *
     * @param body JSON or a form, which was read before
     * @param contentType of a form; empty for JSON
     * @throws PlatformException UNKNOWN_PARAMETER, which names the first such field
     */
    void requireKnown(byte[] body, String contentType) {
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

    private static Map<String, Parameters> described() {
        JsonNode api = WireJson.mapper()
                .readTree(Document.read("/openapi.json", "application/json").bytes());
        Map<String, Parameters> described = new HashMap<>();
        api.path("paths").properties().forEach(path -> {
            Set<String> names = new HashSet<>();
            for (JsonNode media : path.getValue().at("/post/requestBody/content")) {
                JsonNode schema = media.path("schema");
                String reference = schema.path("$ref").stringValue("");
                JsonNode whole = reference.isEmpty() ? schema : api.at(reference.substring(1));
                names.addAll(whole.path("properties").propertyNames());
            }
            if (!names.isEmpty()) {
                described.put(path.getKey(), new Parameters(names));
            }
        });
        return Map.copyOf(described);
    }
}
