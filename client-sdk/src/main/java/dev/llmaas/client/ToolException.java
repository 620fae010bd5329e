package dev.llmaas.client;

import org.jspecify.annotations.Nullable;

/** Thrown by the function of a {@link Tool}: the model is told the message, and may try something else. */
public final class ToolException extends RuntimeException {
    /** A failure that the model is told. */
    public ToolException(String forTheModel) {
        super(forTheModel);
    }

    /** A failure that the model is told; the cause is for the application only. */
    public ToolException(String forTheModel, @Nullable Throwable cause) {
        super(forTheModel, cause);
    }
}
