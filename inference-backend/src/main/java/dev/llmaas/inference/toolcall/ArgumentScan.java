package dev.llmaas.inference.toolcall;

/** Reads the JSON of arguments and repairs what models get wrong and readers refuse: control characters within strings. */
final class ArgumentScan implements Arguments {
    private final JsonScan scan = new JsonScan();
    private String written = "";

    @Override
    public JsonScan.Step feed(char letter) {
        written = scan.inString() && letter < ' ' ? escaped(letter) : Character.toString(letter);
        return scan.feed(letter);
    }

    @Override
    public String written() {
        return written;
    }

    /** A control character as JSON has it within strings. */
    static String escaped(char letter) {
        return switch (letter) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> "\\u%04x".formatted((int) letter);
        };
    }
}
