package dev.llmaas.client.internal;

import java.io.IOException;

/** A provider could not be asked. The message is a sentence for people. */
public final class ProviderFailure extends IOException {
    ProviderFailure(String sentence) {
        super(sentence);
    }

    ProviderFailure(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    /** What went wrong. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
