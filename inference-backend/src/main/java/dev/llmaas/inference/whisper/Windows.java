package dev.llmaas.inference.whisper;

import dev.llmaas.inference.TranscriptionEngine.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Hears a recording of any length window by window. What stands at the end of a window may be cut off in the middle of a
 * word, so unless the recording ends there the last part is heard again at the begin of the next window. Stateless.
 */
final class Windows {
    private static final int CENTISECONDS = 100;
    private static final double CENTISECOND = 0.01;

    /** Hears one window. */
    interface Ear {
        /**
         * What is said in it.
         *
         * @param samples of at most half a minute
         * @param before the end of what was said before, or the caller's prompt
         * @return parts with their times in hundredths of a second from the begin of the window
         */
        List<Piece> hear(float[] samples, String before) throws InterruptedException;
    }

    /** Something that was heard in a window, with its times in hundredths of a second. */
    record Piece(long from, long to, String text) {
        @Override
        public String toString() {
            return "Piece[%d to %d]".formatted(from, to);
        }
    }

    private Windows() {}

    /**
     * All that is said.
     *
     * @param prompt what the first window is told
     * @throws InterruptedException if the thread was interrupted between two windows
     */
    static List<Part> hear(Sound sound, String prompt, Ear ear) throws InterruptedException {
        List<Part> parts = new ArrayList<>();
        long length = sound.samples().length;
        long at = 0;
        StringBuilder said = new StringBuilder();
        String told = prompt;
        while (at < length) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            long end = Math.min(length, at + (long) WhisperLimits.WINDOW_SECONDS * WhisperLimits.RATE);
            boolean last = end == length;
            double begin = (double) at / WhisperLimits.RATE;
            double limit = (double) end / WhisperLimits.RATE;
            List<Piece> pieces = ear.hear(Arrays.copyOfRange(sound.samples(), (int) at, (int) end), told);
            List<Piece> kept = last || pieces.size() < 2 ? pieces : pieces.subList(0, pieces.size() - 1);
            for (Piece piece : kept) {
                double from = Math.min(limit, begin + piece.from() * CENTISECOND);
                double to = Math.clamp(begin + piece.to() * CENTISECOND, from, limit);
                parts.add(new Part(Math.round(begin * CENTISECONDS), from, to, piece.text()));
                said.append(piece.text());
            }
            told = said.isEmpty() ? prompt : carried(said);
            at = last ? length : next(at, end, kept.size() < pieces.size() ? kept : List.of());
        }
        return parts;
    }

    /** Where the next window begins: behind the last part that was kept, if another one follows it in this window. */
    private static long next(long at, long end, List<Piece> kept) {
        if (kept.isEmpty()) {
            return end;
        }
        long heard = at + kept.getLast().to() * WhisperLimits.RATE / CENTISECONDS;
        long least = at + (long) (WhisperLimits.ADVANCE_SECONDS_MIN * WhisperLimits.RATE);
        return Math.clamp(heard, Math.min(least, end), end);
    }

    private static String carried(StringBuilder before) {
        return before.substring(Math.max(0, before.length() - WhisperLimits.CARRIED_CHARACTERS_MAX));
    }
}
