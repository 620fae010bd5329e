package dev.llmaas.inference.store;

import dev.llmaas.api.models.StoreEvent.Reason;
import org.jspecify.annotations.Nullable;

/** The store cannot do what it was asked. The message names what is in the way and says what to do. */
public final class StoreException extends RuntimeException {
    private final Reason reason;

    StoreException(Reason reason, String sentence) {
        this(reason, sentence, null);
    }

    StoreException(Reason reason, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.reason = reason;
    }

    /** What is in the way. */
    public Reason reason() {
        return reason;
    }

    /** The sentence for whoever must act. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
