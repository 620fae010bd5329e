package dev.llmaas.inference.grammar;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must be remembered of a free text to know whether it may go on with a byte. The bytes of texts are the characters of
 * strings here.
 *
 * @param words what the text must not hold
 * @param opening whether only white space and {@code tail} were read so far
 * @param tail in the opening, what was read of a text with which it must not begin; behind it, the longest end with which a
 *     mark begins
 */
record Heard(Words words, boolean opening, String tail) {
    /** Marks and starts of a {@link Shape.Prose}. */
    private record Words(List<String> marks, List<String> starts) {}

    /** Nothing was read yet. */
    static Heard begin(Shape.Prose prose) {
        Words words = new Words(bytes(prose.marks()), bytes(prose.starts()));
        return new Heard(words, !words.starts().isEmpty(), "");
    }

    private static List<String> bytes(List<String> texts) {
        return texts.stream()
                .map(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
                .toList();
    }

    /** What is to remember behind one more byte, null if it may not come next. */
    @Nullable
    Heard then(int value) {
        String read = tail + (char) value;
        if (!opening) {
            return behind(read);
        }
        if (words.starts().contains(read)) {
            return null;
        }
        if (words.starts().stream().anyMatch(start -> start.startsWith(read))) {
            return new Heard(words, true, read);
        }
        if (tail.isEmpty() && value <= ' ' && Character.isWhitespace(value)) {
            return this;
        }
        Heard free = new Heard(words, false, "");
        for (int i = 0; i < read.length() && free != null; i++) {
            free = free.then(read.charAt(i));
        }
        return free;
    }

    private @Nullable Heard behind(String read) {
        if (words.marks().stream().anyMatch(read::endsWith)) {
            return null;
        }
        int from = 0;
        while (!beginsMark(read.substring(from))) {
            from++;
        }
        return new Heard(words, false, read.substring(from));
    }

    private boolean beginsMark(String end) {
        return end.isEmpty() || words.marks().stream().anyMatch(mark -> mark.startsWith(end));
    }
}
