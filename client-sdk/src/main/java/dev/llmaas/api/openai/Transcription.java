package dev.llmaas.api.openai;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code POST /v1/audio/transcriptions} in its long form ({@code verbose_json}). {@code toString} shows sizes
 * only.
 *
 * @param task {@code transcribe} or {@code translate}, or null
 * @param language the language that was heard, or null
 * @param duration how long the recording is, seconds; null if it is not told
 * @param text all that was said
 * @param segments the same in parts with their times; empty if it is not told
 * @param words words with their times, or null
 * @param usage what is billed, or null
 */
public record Transcription(
        @Nullable String task,
        @Nullable String language,
        @Nullable Double duration,
        String text,
        List<Segment> segments,
        @Nullable List<Word> words,
        @Nullable AudioUsage usage) {
    /** Copies its lists; absent segments are none. */
    public Transcription {
        text = text == null ? "" : text;
        segments = segments == null ? List.of() : List.copyOf(segments);
        words = words == null ? null : List.copyOf(words);
    }

    /**
     * A part of a recording.
     *
     * @param id its number, from 0
     * @param start where it begins, seconds
     * @param end where it ends, seconds
     * @param text what was said
     */
    public record Segment(int id, double start, double end, String text) {
        @Override
        public String toString() {
            return "Segment[%d, %.2f s to %.2f s]".formatted(id, start, end);
        }
    }

    /**
     * A word.
     *
     * @param word the word
     * @param start where it begins, seconds
     * @param end where it ends, seconds
     */
    public record Word(String word, double start, double end) {
        @Override
        public String toString() {
            return "Word[%.2f s to %.2f s]".formatted(start, end);
        }
    }

    /**
     * What is billed.
     *
     * @param type {@code duration}
     * @param seconds the length of the recording
     */
    public record AudioUsage(
            @Nullable String type, @Nullable Double seconds) {}

    @Override
    public String toString() {
        return "Transcription[%d segments, %d characters]".formatted(segments.size(), text.length());
    }
}
