package dev.llmaas.inference.template;

import org.jspecify.annotations.Nullable;

/** A template that cannot be read or rendered. The message is a sentence; it never holds content of a conversation. */
public final class TemplateException extends RuntimeException {
    /** Says what is wrong. */
    public TemplateException(String message) {
        this(message, null);
    }

    /** Says what is wrong and how it came up. */
    public TemplateException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
