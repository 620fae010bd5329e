package dev.llmaas.client.schema;

import org.jspecify.annotations.Nullable;

/**
 * An answer from which no record can be made. The message says why, and where; it never quotes the answer. If the
 * application's own record refused its values, what its constructor threw is the cause.
 */
public final class UnfitAnswerException extends RuntimeException {
    /** Why there is no record. */
    public enum Reason {
        /** The model refuses; what it says is in {@code message().refusal()} of the completion. */
        REFUSED,
        /** The bound of tokens was met before the answer was whole: ask again with more. */
        CUT_OFF,
        /** A guardrail ended the answer. */
        FILTERED,
        /** There is no text: the model called tools instead, or said nothing. */
        NO_TEXT,
        /** The text is not JSON: the engine did not keep to the form. */
        NOT_JSON,
        /** It is JSON, but not of this record. */
        OTHER_FORM
    }

    private final Reason reason;
    private final String path;

    UnfitAnswerException(Reason reason, String path, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.path = path;
    }

    /** Why there is no record. */
    public Reason reason() {
        return reason;
    }

    /** Where it does not fit, for instance {@code items[2].price}; empty for the whole. */
    public String path() {
        return path;
    }
}
