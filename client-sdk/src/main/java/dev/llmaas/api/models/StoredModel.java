package dev.llmaas.api.models;

import org.jspecify.annotations.Nullable;

/**
 * A model file in the store of a machine. What a file does not say, or what nobody recorded, is null or 0.
 *
 * @param name names it in the store: its path below the store's directory, with slashes
 * @param bytes its size
 * @param sha256 as it was checked when the file was fetched, 64 hexadecimal digits; null for files that came another way
 * @param source where it was fetched, address and revision; null for files that came another way
 * @param licence as its publisher states it
 * @param architecture for instance {@code llama}; null if the header cannot be read
 * @param quantization how most of its weights are stored, for instance {@code Q4_K_M}
 * @param parameters the number of its weights
 * @param contextTokens the longest text that it was made for
 * @param fetchedAtMs when it was fetched, milliseconds since 1970
 * @param problem why it cannot be used, a sentence; null if nothing is wrong with its header
 */
public record StoredModel(
        String name,
        long bytes,
        @Nullable String sha256,
        @Nullable String source,
        @Nullable String licence,
        @Nullable String architecture,
        @Nullable String quantization,
        long parameters,
        long contextTokens,
        @Nullable Long fetchedAtMs,
        @Nullable String problem) {}
