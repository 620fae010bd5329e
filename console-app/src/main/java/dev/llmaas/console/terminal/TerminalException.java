package dev.llmaas.console.terminal;

/** A command cannot go on. The message is a sentence in the user's language that says what to do. */
final class TerminalException extends RuntimeException {
    private final int exitCode;

    TerminalException(int exitCode, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
