package dev.llmaas.inference.grammar;

import org.jspecify.annotations.Nullable;

/** What a schema asks and no grammar can promise, or what exceeds a bound. Never holds more of the schema than a pointer. */
public final class GrammarException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String pointer;
    private final String path;

    /**
     * A refusal.
     *
     * @param pointer the JSON pointer to what is refused, empty for the whole schema
     * @param sentence what is wrong with it, a whole sentence
     */
    GrammarException(String pointer, String sentence) {
        this(pointer, "#" + pointer, sentence, null);
    }

    private GrammarException(String pointer, String path, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.pointer = pointer;
        this.path = path;
    }

    /** The same, of a schema that stands at a place of the request. */
    GrammarException in(String place) {
        return new GrammarException(pointer, place + "#" + pointer, sentence(), this);
    }

    /** The same, of something at a place of the request that is no schema. */
    GrammarException at(String place) {
        return new GrammarException(pointer, place, sentence(), this);
    }

    /**
     * What is refused: the place of the schema in the request and the JSON pointer within it, as in {@code
     * response_format.json_schema.schema#/properties/a}.
     */
    public String path() {
        return path;
    }

    /** What is wrong, a whole sentence. */
    public String sentence() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
