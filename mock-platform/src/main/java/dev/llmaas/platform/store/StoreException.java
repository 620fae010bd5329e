package dev.llmaas.platform.store;

/** The data cannot be used as it is. The message is a sentence for the operator: what is wrong, where, and what to do. */
public final class StoreException extends RuntimeException {
    /** A fault found by our own check. */
    public StoreException(String message) {
        super(message);
    }

    /** A fault that something else reported. */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
