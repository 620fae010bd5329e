package dev.llmaas.inference.toolcall;

/** Reads one JSON value letter by letter and tells where it ends. Belongs to one thread. */
final class JsonScan {
    private State state = State.VALUE;
    /** A bit a level: whether it is an object. */
    private long objects;

    private int depth;
    private boolean key;
    private int hexLeft;
    private String literal = "";
    private int literalAt;

    /** What a letter does. */
    enum Step {
        /** It belongs to the value, which goes on. */
        MORE,
        /** It is the last of the value. */
        DONE,
        /** The value, a number, ended before it. */
        BEFORE,
        /** No JSON has it here. */
        BAD
    }

    private enum State {
        VALUE,
        ITEM_OR_END,
        KEY_OR_END,
        KEY,
        COLON,
        AFTER,
        STRING,
        ESCAPE,
        HEX,
        LITERAL,
        MINUS,
        ZERO,
        INTEGER,
        POINT,
        FRACTION,
        EXPONENT_SIGN,
        EXPONENT_FIRST,
        EXPONENT
    }

    /** JSON's white space. */
    static boolean isSpace(char letter) {
        return letter == ' ' || letter == '\n' || letter == '\r' || letter == '\t';
    }

    /** Whether the next letter is within a string. */
    boolean inString() {
        return state == State.STRING;
    }

    /** Takes the next letter. A line break or another control character within a string passes: models write them. */
    Step feed(char letter) {
        return switch (state) {
            case STRING -> string(letter);
            case ESCAPE -> escape(letter);
            case HEX -> hex(letter);
            case LITERAL -> literal(letter);
            case VALUE, ITEM_OR_END, KEY_OR_END, KEY, COLON, AFTER -> isSpace(letter) ? Step.MORE : between(letter);
            case MINUS, ZERO, INTEGER, POINT, FRACTION, EXPONENT_SIGN, EXPONENT_FIRST, EXPONENT -> number(letter);
        };
    }

    private Step between(char letter) {
        return switch (state) {
            case VALUE -> value(letter);
            case ITEM_OR_END -> letter == ']' ? close(false) : value(letter);
            case KEY_OR_END -> letter == '}' ? close(true) : key(letter);
            case KEY -> key(letter);
            case COLON -> letter == ':' ? go(State.VALUE) : Step.BAD;
            default -> after(letter);
        };
    }

    private Step after(char letter) {
        boolean object = (objects & 1) != 0;
        return switch (letter) {
            case ',' -> go(object ? State.KEY : State.VALUE);
            case '}' -> close(true);
            case ']' -> close(false);
            default -> Step.BAD;
        };
    }

    private Step key(char letter) {
        key = true;
        return letter == '"' ? go(State.STRING) : Step.BAD;
    }

    private Step value(char letter) {
        return switch (letter) {
            case '{' -> open(true);
            case '[' -> open(false);
            case '"' -> {
                key = false;
                yield go(State.STRING);
            }
            case 't' -> begin("true");
            case 'f' -> begin("false");
            case 'n' -> begin("null");
            case '-' -> go(State.MINUS);
            case '0' -> go(State.ZERO);
            default -> isDigit(letter) ? go(State.INTEGER) : Step.BAD;
        };
    }

    private Step open(boolean object) {
        if (depth == ToolCallLimits.JSON_DEPTH_MAX) {
            return Step.BAD;
        }
        depth++;
        objects = objects << 1 | (object ? 1 : 0);
        return go(object ? State.KEY_OR_END : State.ITEM_OR_END);
    }

    private Step close(boolean object) {
        if (((objects & 1) != 0) != object) {
            return Step.BAD;
        }
        depth--;
        objects >>>= 1;
        return ended();
    }

    private Step ended() {
        state = State.AFTER;
        return depth == 0 ? Step.DONE : Step.MORE;
    }

    private Step go(State next) {
        state = next;
        return Step.MORE;
    }

    private Step string(char letter) {
        return switch (letter) {
            case '"' -> key ? go(State.COLON) : ended();
            case '\\' -> go(State.ESCAPE);
            default -> Step.MORE;
        };
    }

    private Step escape(char letter) {
        if (letter == 'u') {
            hexLeft = 4;
            return go(State.HEX);
        }
        return "\"\\/bfnrt".indexOf(letter) >= 0 ? go(State.STRING) : Step.BAD;
    }

    private Step hex(char letter) {
        if (Character.digit(letter, 16) < 0 || letter >= 0x80) {
            return Step.BAD;
        }
        return go(--hexLeft == 0 ? State.STRING : State.HEX);
    }

    private Step begin(String word) {
        literal = word;
        literalAt = 1;
        return go(State.LITERAL);
    }

    private Step literal(char letter) {
        if (literal.charAt(literalAt) != letter) {
            return Step.BAD;
        }
        literalAt++;
        return literalAt == literal.length() ? ended() : Step.MORE;
    }

    private Step number(char letter) {
        boolean digit = isDigit(letter);
        return switch (state) {
            case MINUS -> letter == '0' ? go(State.ZERO) : digit ? go(State.INTEGER) : Step.BAD;
            case INTEGER -> digit ? Step.MORE : afterInteger(letter);
            case ZERO -> afterInteger(letter);
            case POINT -> digit ? go(State.FRACTION) : Step.BAD;
            case FRACTION -> digit ? Step.MORE : afterFraction(letter);
            case EXPONENT_SIGN ->
                letter == '+' || letter == '-' ? go(State.EXPONENT_FIRST) : digit ? go(State.EXPONENT) : Step.BAD;
            case EXPONENT_FIRST -> digit ? go(State.EXPONENT) : Step.BAD;
            default -> digit ? Step.MORE : numberEnded(letter);
        };
    }

    private Step afterInteger(char letter) {
        return letter == '.' ? go(State.POINT) : afterFraction(letter);
    }

    private Step afterFraction(char letter) {
        return letter == 'e' || letter == 'E' ? go(State.EXPONENT_SIGN) : numberEnded(letter);
    }

    private Step numberEnded(char letter) {
        state = State.AFTER;
        return depth == 0 ? Step.BEFORE : feed(letter);
    }

    private static boolean isDigit(char letter) {
        return letter >= '0' && letter <= '9';
    }
}
