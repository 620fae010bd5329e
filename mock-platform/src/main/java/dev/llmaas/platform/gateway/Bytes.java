package dev.llmaas.platform.gateway;

/** Looks for things in JSON text without reading all of it. */
final class Bytes {
    private static final int TAIL_BYTES = 512;

    private Bytes() {}

    /** Where {@code wanted} begins in {@code text}, from {@code from}, before {@code to}; -1 if nowhere. */
    static int indexOf(byte[] text, int from, int to, byte[] wanted) {
        byte first = wanted[0];
        int last = to - wanted.length;
        for (int i = from; i <= last; i++) {
            if (text[i] == first && matches(text, i, wanted)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Where the value of a field begins whose value starts with {@code opener}; -1 if there is no such field. Only a
     * field can match: inside of a text, the quotes of {@code quotedName} would stand behind backslashes.
     *
     * @param quotedName the name of the field with its quotes
     * @param opener for instance an opening brace
     */
    static int valueOf(byte[] json, byte[] quotedName, char opener) {
        for (int at = indexOf(json, 0, json.length, quotedName);
                at >= 0;
                at = indexOf(json, at + 1, json.length, quotedName)) {
            int value = afterColon(json, at + quotedName.length);
            if (value >= 0 && json[value] == opener) {
                return value;
            }
        }
        return -1;
    }

    /** The same as {@link #valueOf}, for the last such field. */
    static int lastValueOf(byte[] json, byte[] quotedName, char opener) {
        for (int at = json.length - quotedName.length; at >= 0; at--) {
            if (json[at] == quotedName[0] && matches(json, at, quotedName)) {
                int value = afterColon(json, at + quotedName.length);
                if (value >= 0 && json[value] == opener) {
                    return value;
                }
            }
        }
        return -1;
    }

    /** Whether a field stands near the end of an object, where engines put what is not OpenAI's. */
    static boolean endsWithField(byte[] json, byte[] quotedName) {
        return indexOf(json, Math.max(0, json.length - TAIL_BYTES), json.length, quotedName) >= 0;
    }

    /** The place of the value behind a colon; -1 if there is no colon or nothing behind it. */
    static int afterColon(byte[] json, int from) {
        int i = skipSpace(json, from);
        if (i >= json.length || json[i] != ':') {
            return -1;
        }
        i = skipSpace(json, i + 1);
        return i < json.length ? i : -1;
    }

    /** The place of the brace that ends the object; -1 if the text does not end with one. */
    static int lastBrace(byte[] json) {
        int i = json.length - 1;
        while (i >= 0 && isSpace(json[i])) {
            i--;
        }
        return i >= 0 && json[i] == '}' ? i : -1;
    }

    /** The place behind the brace that closes the object which begins at {@code from}; -1 if it is not closed. */
    static int objectEnd(byte[] json, int from) {
        int depth = 0;
        for (int i = from; i < json.length; i++) {
            switch (json[i]) {
                case '"' -> i = textEnd(json, i);
                case '{' -> depth++;
                case '}' -> {
                    depth--;
                    if (depth == 0) {
                        return i + 1;
                    }
                }
                default -> {}
            }
        }
        return -1;
    }

    /** How many objects are open at a place of the text. */
    static int depthAt(byte[] json, int place) {
        int depth = 0;
        for (int i = 0; i < place; i++) {
            switch (json[i]) {
                case '"' -> i = textEnd(json, i);
                case '{' -> depth++;
                case '}' -> depth--;
                default -> {}
            }
        }
        return depth;
    }

    /** The place of the quote that ends the text which begins at {@code from}. */
    private static int textEnd(byte[] json, int from) {
        int i = from + 1;
        while (i < json.length && json[i] != '"') {
            i += json[i] == '\\' ? 2 : 1;
        }
        return i;
    }

    private static int skipSpace(byte[] json, int from) {
        int i = from;
        while (i < json.length && isSpace(json[i])) {
            i++;
        }
        return i;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** Whether {@code text} begins with {@code prefix}, which is not empty. */
    static boolean startsWith(byte[] text, byte[] prefix) {
        return text.length >= prefix.length && text[0] == prefix[0] && matches(text, 0, prefix);
    }

    private static boolean matches(byte[] text, int at, byte[] wanted) {
        for (int i = 1; i < wanted.length; i++) {
            if (text[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
