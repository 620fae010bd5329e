package dev.llmaas.console.session;

import org.jspecify.annotations.Nullable;

/**
 * How a user likes the console.
 *
 * @param language tag of ISO 639-1, for instance {@code fr}; null for the language of the machine
 * @param theme {@code light}, {@code dark} or {@code system}; null for system
 */
public record Preferences(
        @Nullable String language, @Nullable String theme) {
    /** As the machine is set. */
    public static final Preferences NONE = new Preferences(null, null);
}
