package dev.llmaas.client;

import org.jspecify.annotations.Nullable;

/**
 * How a recording is written down. {@code toString} does not show the prompt.
 *
 * @param model the model to ask
 * @param language the language spoken, as ISO 639-1 names it ({@code fr}), or null to have it found
 * @param prompt words that help to recognise names, or null
 * @param temperature 0 to 1, or null for the default of the service
 * @param words whether words carry their times, not only segments
 */
public record TranscriptionOptions(
        String model,
        @Nullable String language,
        @Nullable String prompt,
        @Nullable Double temperature,
        boolean words) {
    /** Options with every default of the service. */
    public static TranscriptionOptions of(String model) {
        return new TranscriptionOptions(model, null, null, null, false);
    }

    /** The same for this language, null to have it found. */
    public TranscriptionOptions withLanguage(@Nullable String spoken) {
        return new TranscriptionOptions(model, spoken, prompt, temperature, words);
    }

    /** The same with words that help to recognise names. */
    public TranscriptionOptions withPrompt(@Nullable String words) {
        return new TranscriptionOptions(model, language, words, temperature, this.words);
    }

    /** The same at this temperature, 0 to 1. */
    public TranscriptionOptions withTemperature(@Nullable Double value) {
        return new TranscriptionOptions(model, language, prompt, value, words);
    }

    /** The same with times of words. */
    public TranscriptionOptions withWords() {
        return new TranscriptionOptions(model, language, prompt, temperature, true);
    }

    @Override
    public String toString() {
        return "TranscriptionOptions[model=%s, language=%s]".formatted(model, language);
    }
}
