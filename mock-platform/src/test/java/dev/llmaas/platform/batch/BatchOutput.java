package dev.llmaas.platform.batch;

import com.openai.client.OpenAIClient;
import dev.llmaas.api.WireJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Files of answers, as clients read them. */
final class BatchOutput {
    private BatchOutput() {}

    /** The answers of a file. */
    static List<JsonNode> lines(OpenAIClient client, String file) {
        try (var content = client.files().content(file)) {
            return new String(content.body().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> WireJson.mapper().readTree(line))
                    .toList();
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }
}
