package dev.llmaas.inference;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which engine to open and how. A number of 0 leaves the choice to the engine.
 *
 * @param uri the kind of engine and what it loads, for instance {@code llama:///models/guide-chat.gguf}
 * @param name the name by which requests call the model
 * @param slots requests computed together
 * @param contextTokens context of one request, in tokens
 * @param threads threads that compute
 * @param natives where native libraries are unpacked; null for a place of the engine's choice
 */
public record EngineSpec(
        URI uri,
        String name,
        int slots,
        int contextTokens,
        int threads,
        @Nullable Path natives) {
    /** Checks the bounds. */
    public EngineSpec {
        if (uri.getScheme() == null) {
            throw new IllegalArgumentException(
                    "an engine URI needs a scheme, for instance llama:///model.gguf: " + uri);
        }
        if (name.isBlank()) {
            throw new IllegalArgumentException("the name of a model must not be blank");
        }
        requireNotNegative("slots", slots);
        requireNotNegative("context", contextTokens);
        requireNotNegative("threads", threads);
    }

    private static void requireNotNegative(String option, int value) {
        if (value < 0) {
            throw new IllegalArgumentException("%s must be 0 or more, but is %d".formatted(option, value));
        }
    }

    /** The kind of engine, for instance {@code llama}. */
    public String scheme() {
        return String.valueOf(uri.getScheme());
    }
}
