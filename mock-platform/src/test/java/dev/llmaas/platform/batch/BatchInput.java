package dev.llmaas.platform.batch;

import com.openai.core.MultipartField;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Files of calls, as clients write them. */
final class BatchInput {
    private BatchInput() {}

    /** A file of this name. */
    static MultipartField<InputStream> named(String name, String content) {
        return MultipartField.<InputStream>builder()
                .value(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)))
                .filename(name)
                .build();
    }

    /** One call of chat. */
    static String line(String name, String model, String text) {
        return "{\"custom_id\":\"%s\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}}\n"
                .formatted(name, model, text);
    }
}
