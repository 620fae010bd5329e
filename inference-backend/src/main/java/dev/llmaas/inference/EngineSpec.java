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
 * @param place what it computes on
 */
public record EngineSpec(
        URI uri,
        String name,
        int slots,
        int contextTokens,
        int threads,
        @Nullable Path natives,
        Place place) {
    /**
     * What an engine computes on.
     *
     * @param gpuLayers layers of the model that a graphics processor computes, 0 for none; negative for as many as there are
     * @param device the processor by the name that its library gives it, for instance {@code CUDA0}, or {@code cpu}; empty for
     *     the choice of the library
     */
    public record Place(int gpuLayers, String device) {
        /** All layers on a graphics processor, if there is one. */
        public static final Place ANY = new Place(-1, "");
    }

    /** An engine that computes on whatever there is. */
    public EngineSpec(URI uri, String name, int slots, int contextTokens, int threads, @Nullable Path natives) {
        this(uri, name, slots, contextTokens, threads, natives, Place.ANY);
    }

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

    /** The same with its libraries in a folder. */
    public EngineSpec withNatives(@Nullable Path folder) {
        return new EngineSpec(uri, name, slots, contextTokens, threads, folder, place);
    }

    /** The same on another place. */
    public EngineSpec on(Place other) {
        return new EngineSpec(uri, name, slots, contextTokens, threads, natives, other);
    }

    /** The kind of engine, for instance {@code llama}. */
    public String scheme() {
        return String.valueOf(uri.getScheme());
    }
}
