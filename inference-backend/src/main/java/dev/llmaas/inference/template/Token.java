package dev.llmaas.inference.template;

/**
 * One word of a template.
 *
 * @param kind what it is
 * @param text its characters; of strings, what they stand for
 * @param line where it begins, from 1
 */
record Token(Kind kind, String text, int line) {
    /** What a word can be. */
    enum Kind {
        /** Text outside of any tag. */
        DATA,
        /** The begin of <code>{% %}</code>. */
        BLOCK_BEGIN,
        /** The end of <code>{% %}</code>. */
        BLOCK_END,
        /** The begin of <code>{{ }}</code>. */
        PRINT_BEGIN,
        /** The end of <code>{{ }}</code>. */
        PRINT_END,
        /** A name or a keyword. */
        NAME,
        /** A text in quotes. */
        STRING,
        /** A whole number. */
        WHOLE,
        /** A number with a fraction. */
        REAL,
        /** An operator or a bracket. */
        OPERATOR,
        /** The end of the template. */
        END
    }

    /** Whether it is this operator. */
    boolean isOperator(String operator) {
        return kind == Kind.OPERATOR && text.equals(operator);
    }

    /** Whether it is this name. */
    boolean isName(String name) {
        return kind == Kind.NAME && text.equals(name);
    }

    /** How messages call it. */
    String shown() {
        return switch (kind) {
            case DATA -> "text";
            case END -> "the end of the template";
            case STRING -> "a string";
            default -> "'" + text + "'";
        };
    }
}
