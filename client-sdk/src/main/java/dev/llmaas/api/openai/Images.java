package dev.llmaas.api.openai;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code POST /v1/images/generations}.
 *
 * @param created seconds since 1970; 0 if the engine did not tell
 * @param data the images
 * @param backend who computed them, or null
 */
public record Images(
        long created, List<Image> data, @Nullable Backend backend) {
    /** Copies its list. */
    public Images {
        data = data == null ? List.of() : List.copyOf(data);
    }

    /**
     * An image, in one of two forms. {@code toString} shows its size only.
     *
     * @param b64Json its bytes as base64, or null
     * @param url where it is, or null
     */
    public record Image(@Nullable String b64Json, @Nullable String url) {
        @Override
        public String toString() {
            return "Image[%d characters]".formatted(b64Json == null ? 0 : b64Json.length());
        }
    }
}
