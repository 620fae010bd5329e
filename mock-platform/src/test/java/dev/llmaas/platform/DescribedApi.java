package dev.llmaas.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.llmaas.api.WireJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/** What {@code openapi.json} promises, and whether an answer keeps it. Thread-safe. */
public final class DescribedApi {
    private static final String PLACE = "https://llmaas.test/openapi.json";
    private static final String TEXT = text();
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, registry -> registry.schemas(Map.of(PLACE, TEXT)));
    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    /** The document. */
    public static final JsonNode DOCUMENT = WireJson.mapper().readTree(TEXT);

    private DescribedApi() {}

    /** Fails if an answer in JSON is not as the document says, whether it is a good answer or a refusal. */
    public static void assertKept(String method, String path, HttpResponse<String> answer) {
        boolean json = answer.headers().firstValue("content-type").orElse("").startsWith("application/json");
        if (!json || answer.body().isEmpty()) {
            return;
        }
        Optional<JsonNode> operation = operation(method, path.replaceAll("\\?.*", ""));
        if (operation.isEmpty()) {
            return;
        }
        JsonNode responses = operation.get().path("responses");
        JsonNode response = responses.path(String.valueOf(answer.statusCode()));
        if (response.isMissingNode()) {
            assertThat(answer.statusCode())
                    .as("%s %s answers with a status that is described", method, path)
                    .isGreaterThanOrEqualTo(400);
            response = responses.path("default");
        }
        JsonNode schema = resolved(response).at("/content/application~1json/schema");
        assertThat(schema.isObject())
                .as("%s %s answers %d in JSON, which is described", method, path, answer.statusCode())
                .isTrue();
        assertThat(complaints(schema, WireJson.mapper().readTree(answer.body())))
                .as("%s %s %d: %s", method, path, answer.statusCode(), answer.body())
                .isEmpty();
    }

    /** What is wrong with a value; nothing if it fits its schema, which is one of the document. */
    public static List<String> complaints(JsonNode schema, JsonNode value) {
        String absolute = schema.toString().replace("\"#/", "\"" + PLACE + "#/");
        return SCHEMAS
                .computeIfAbsent(
                        absolute, text -> REGISTRY.getSchema(WireJson.mapper().readTree(text)))
                .validate(value)
                .stream()
                .map(Error::toString)
                .toList();
    }

    /** Follows a reference inside of the document. */
    public static JsonNode resolved(JsonNode node) {
        JsonNode reference = node.path("$ref");
        return reference.isString() ? DOCUMENT.at(reference.asString().substring(1)) : node;
    }

    private static Optional<JsonNode> operation(String method, String path) {
        return DOCUMENT.get("paths").properties().stream()
                .filter(one -> path.matches(one.getKey().replaceAll("\\{[a-z_]+}", "[^?]+")))
                .sorted((a, b) -> a.getKey().contains("{") ? 1 : b.getKey().contains("{") ? -1 : 0)
                .map(one -> one.getValue().path(method.toLowerCase(Locale.ROOT)))
                .filter(operation -> !operation.isMissingNode())
                .findFirst();
    }

    private static String text() {
        try (InputStream file = DescribedApi.class.getResourceAsStream("/openapi.json")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
