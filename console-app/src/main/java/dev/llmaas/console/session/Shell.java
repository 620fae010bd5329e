package dev.llmaas.console.session;

/** Texts that are pasted into a shell, or read by one. */
public final class Shell {
    private Shell() {}

    /** A text as one word of a POSIX shell: in single quotes everything stands for itself, but for the quote. */
    public static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
