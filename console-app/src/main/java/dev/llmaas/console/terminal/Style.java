package dev.llmaas.console.terminal;

/** Emphasis for people; nothing at all where no colours are wanted. The colours are the terminal's own. */
enum Style {
    /** Headings. */
    STRONG("1"),
    /** What matters less. */
    FAINT("2"),
    /** All is well. */
    GOOD("32"),
    /** Look here. */
    WARNING("33"),
    /** Something is wrong. */
    BAD("31");

    private final String code;

    Style(String code) {
        this.code = code;
    }

    String on(Screen screen, String text) {
        return screen.colours() ? "\u001b[%sm%s\u001b[0m".formatted(code, text) : text;
    }
}
