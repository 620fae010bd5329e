package dev.llmaas.platform.about;

import dev.llmaas.api.WireJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The programs of assets/samples. They travel with the platform as they are, so that the page shows the very files that the
 * tests run, and nothing that only looks like them.
 */
final class SampleFiles {
    private static final String PLACE = "samples/";

    private SampleFiles() {}

    /** The index of the samples, each entry with the {@code text} of its file, as JSON. */
    static byte[] json() {
        ArrayNode samples = WireJson.mapper().createArrayNode();
        for (JsonNode entry : WireJson.mapper().readTree(text("index.json"))) {
            ObjectNode sample = samples.addObject();
            sample.setAll((ObjectNode) entry);
            sample.put("text", text(entry.get("file").asString()));
        }
        return WireJson.mapper().writeValueAsBytes(samples);
    }

    private static String text(String file) {
        try (InputStream bytes = SampleFiles.class.getResourceAsStream(PLACE + file)) {
            if (bytes == null) {
                throw new IllegalStateException("The platform was built without the sample " + file);
            }
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
