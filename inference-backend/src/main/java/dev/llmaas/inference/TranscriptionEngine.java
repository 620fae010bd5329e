package dev.llmaas.inference;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An engine that writes down what is said in a recording. */
public interface TranscriptionEngine extends Engine {
    /**
     * What to write down. {@code toString} shows sizes only.
     *
     * @param file the recording as it was sent, a file of any format that the engine reads; not to be changed
     * @param format what the name of the file says it is, for instance {@code mp3}; empty if it does not say
     * @param language what is spoken, ISO 639-1; empty to find out
     * @param prompt words and names that occur, or the end of what was said before; may be empty
     * @param translates whether to write English, whatever is spoken
     * @param temperature how freely to choose, 0 to 1
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Recording(
            byte[] file, String format, String language, String prompt, boolean translates, double temperature) {
        @Override
        public String toString() {
            return "Recording[%d bytes]".formatted(file.length);
        }
    }

    /**
     * What was heard. {@code toString} shows sizes only.
     *
     * @param language what was spoken, ISO 639-1; null if the engine did not tell
     * @param seconds how long the recording is, measured on its sound
     * @param segments what was said, in the order of time
     */
    record Heard(@Nullable String language, double seconds, List<Part> segments) {
        /** Copies its list. */
        public Heard {
            segments = List.copyOf(segments);
        }

        /** All that was said. */
        public String text() {
            StringBuilder text = new StringBuilder();
            segments.forEach(segment -> text.append(segment.text()));
            return text.toString().strip();
        }

        @Override
        public String toString() {
            return "Heard[%.1f s, %d segments]".formatted(seconds, segments.size());
        }
    }

    /**
     * A part of what was said.
     *
     * @param seekCentiseconds where the window begins in which it was heard, hundredths of a second
     * @param start where it begins, seconds
     * @param end where it ends, seconds
     * @param text with the space before it
     */
    record Part(long seekCentiseconds, double start, double end, String text) {
        @Override
        public String toString() {
            return "Part[%.2f s to %.2f s]".formatted(start, end);
        }
    }

    /**
     * Writes a recording down, on the calling thread, which blocks meanwhile. An interrupt ends it at the end of the window
     * of at most half a minute of sound that is being heard.
     *
     * @throws EngineException.Rejected if the file cannot be read as sound, or is too long
     * @throws EngineException.Overloaded if the engine's own queue is full
     * @throws EngineException.Broken if the engine failed
     * @throws InterruptedException if the thread was interrupted
     */
    Heard transcribe(Recording recording) throws InterruptedException;
}
