package dev.llmaas.inference.toolcall;

import java.util.Collection;

/** Looks for marks in text of which only the begin may be there. */
final class MarkText {
    private MarkText() {}

    /** Where in {@code text} white space ends that begins at {@code from}. */
    static int skipSpace(CharSequence text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Whether {@code text} from {@code at} on is a mark or the begin of one; the end of the text is not. */
    static boolean maybe(CharSequence text, int at, Collection<String> marks) {
        int length = text.length() - at;
        for (String mark : marks) {
            if (length > 0
                    && length <= mark.length()
                    && CharSequence.compare(mark.substring(0, length), text.subSequence(at, text.length())) == 0) {
                return true;
            }
        }
        return false;
    }

    /** The mark that {@code text} is from {@code at} on, empty if it is none. */
    static String whole(CharSequence text, int at, Collection<String> marks) {
        for (String mark : marks) {
            if (text.length() - at == mark.length()
                    && CharSequence.compare(mark, text.subSequence(at, text.length())) == 0) {
                return mark;
            }
        }
        return "";
    }

    /**
     * How much of {@code text} cannot belong to a mark, or to white space before one, that begins in it and goes on in
     * what comes. {@code spaced} says whether white space before a mark belongs to it.
     */
    static int free(CharSequence text, Collection<String> marks, boolean spaced) {
        if (marks.isEmpty()) {
            return text.length();
        }
        for (int at = 0; at < text.length(); at++) {
            int mark = spaced ? skipSpace(text, at) : at;
            if (mark - at > ToolCallLimits.SPACE_MAX) {
                continue;
            }
            if ((spaced && mark == text.length()) || maybe(text, mark, marks)) {
                return at;
            }
        }
        return text.length();
    }
}
