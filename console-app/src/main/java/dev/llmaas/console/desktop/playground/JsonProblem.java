package dev.llmaas.console.desktop.playground;

/**
 * Why a text that is being typed is not what is wanted.
 *
 * @param kind what is wrong
 * @param line where, from 1; 0 where no place is to blame
 * @param column where in the line, from 1
 * @param detail a name or number that the sentence names, or nothing
 */
public record JsonProblem(Kind kind, int line, int column, String detail) {
    /** What is wrong. */
    public enum Kind {
        /** It is not JSON. */
        NOT_JSON,
        /** It is neither a tool nor a list of tools. */
        NOT_TOOLS,
        /** A tool has no name. */
        TOOL_WITHOUT_NAME,
        /** Two tools have one name. */
        TOOL_TWICE,
        /** It is no JSON schema of an object. */
        NOT_A_SCHEMA
    }

    static JsonProblem of(Kind kind, String detail) {
        return new JsonProblem(kind, 0, 0, detail);
    }
}
