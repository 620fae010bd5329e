package dev.llmaas.console.session;

import dev.llmaas.api.models.StoreEvent.Reason;

/** The store of models could not do what it was asked. The message is the store's own sentence. */
public final class LocalModelsException extends RuntimeException {
    private final Reason reason;

    LocalModelsException(Reason reason, String sentence) {
        super(sentence);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** Why, and what to do. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
