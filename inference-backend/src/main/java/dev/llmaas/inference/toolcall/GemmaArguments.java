package dev.llmaas.inference.toolcall;

import dev.llmaas.inference.toolcall.JsonScan.Step;
import java.util.regex.Pattern;

/**
 * Arguments as Gemma 4 writes them, {@code {key:<|"|>text<|"|>,other:3}}: keys stand bare, texts between marks of their own, in
 * which nothing is escaped, numbers and truth values as in JSON. Plain JSON, which a grammar may force, passes unchanged. The
 * form is that of its published chat template.
 */
final class GemmaArguments implements Arguments {
    private static final String QUOTE = "<|\"|>";
    private static final Pattern LITERAL = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?|true|false|null");
    private static final String STRUCTURE = "{}[],:";

    private final JsonScan scan = new JsonScan();
    private final StringBuilder written = new StringBuilder();
    private final StringBuilder word = new StringBuilder();
    private final StringBuilder mark = new StringBuilder();
    private Mode mode = Mode.PLAIN;
    private Step step = Step.MORE;
    private boolean escaped;
    /** Which of the open levels are objects, the innermost in the lowest bit. */
    private long objects;

    private char last = ' ';

    private enum Mode {
        /** Between keys and values. */
        PLAIN,
        /** In a bare key or value. */
        WORD,
        /** In the mark that begins a text. */
        MARK,
        /** In a text between marks. */
        MARKED,
        /** In a text of JSON. */
        QUOTED
    }

    @Override
    public Step feed(char letter) {
        written.setLength(0);
        switch (mode) {
            case PLAIN -> plain(letter);
            case WORD -> inWord(letter);
            case MARK -> inMark(letter);
            case MARKED -> marked(letter);
            case QUOTED -> quoted(letter);
        }
        return step;
    }

    @Override
    public String written() {
        return written.toString();
    }

    private void plain(char letter) {
        if (letter == '"') {
            mode = Mode.QUOTED;
            put(letter);
        } else if (letter == QUOTE.charAt(0)) {
            mode = Mode.MARK;
            mark.append(letter);
        } else if (STRUCTURE.indexOf(letter) >= 0) {
            structure(letter);
        } else if (JsonScan.isSpace(letter)) {
            put(letter);
        } else {
            mode = Mode.WORD;
            word.append(letter);
        }
    }

    private void structure(char letter) {
        switch (letter) {
            case '{' -> objects = objects << 1 | 1;
            case '[' -> objects <<= 1;
            case '}', ']' -> objects >>>= 1;
            default -> {}
        }
        last = letter;
        put(letter);
    }

    private boolean isKey() {
        return (objects & 1) == 1 && last != ':';
    }

    private void inWord(char letter) {
        boolean ends = isKey() ? STRUCTURE.indexOf(letter) >= 0 : letter == ',' || letter == '}' || letter == ']';
        if (!ends) {
            word.append(letter);
            if (word.length() > ToolCallLimits.HEAD_MAX) {
                step = Step.BAD;
            }
            return;
        }
        String text = word.toString().strip();
        word.setLength(0);
        mode = Mode.PLAIN;
        if (!isKey() && LITERAL.matcher(text).matches()) {
            text.chars().forEach(each -> put((char) each));
        } else if (!isKey() && text.equals("None")) {
            // Templates in Jinja write it so, and models learn it from them.
            "null".chars().forEach(each -> put((char) each));
        } else {
            put('"');
            text.chars().forEach(each -> putEscaped((char) each));
            put('"');
        }
        plain(letter);
    }

    private void inMark(char letter) {
        mark.append(letter);
        if (!QUOTE.startsWith(mark.toString())) {
            step = Step.BAD;
        } else if (mark.length() == QUOTE.length()) {
            mark.setLength(0);
            mode = Mode.MARKED;
            put('"');
        }
    }

    private void marked(char letter) {
        mark.append(letter);
        while (!QUOTE.startsWith(mark.toString())) {
            putEscaped(mark.charAt(0));
            mark.deleteCharAt(0);
        }
        if (mark.length() == QUOTE.length()) {
            mark.setLength(0);
            mode = Mode.PLAIN;
            put('"');
        }
    }

    private void quoted(char letter) {
        if (letter == '"' && !escaped) {
            mode = Mode.PLAIN;
        }
        escaped = letter == '\\' && !escaped;
        if (letter < ' ') {
            putEscaped(letter);
        } else {
            put(letter);
        }
    }

    private void putEscaped(char letter) {
        if (letter == '"' || letter == '\\') {
            put('\\');
            put(letter);
        } else if (letter < ' ') {
            ArgumentScan.escaped(letter).chars().forEach(each -> put((char) each));
        } else {
            put(letter);
        }
    }

    /** What is no JSON stays bad, whatever follows. */
    private void put(char letter) {
        if (step == Step.MORE) {
            step = scan.feed(letter);
            written.append(letter);
        } else {
            step = Step.BAD;
        }
    }
}
