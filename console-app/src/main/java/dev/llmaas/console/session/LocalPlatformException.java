package dev.llmaas.console.session;

import org.jspecify.annotations.Nullable;

/** The bundled platform could not be used. The message is a sentence for the user, the platform's own where it has one. */
public final class LocalPlatformException extends MachineException {
    LocalPlatformException(String sentence, @Nullable Throwable cause, String key, Object... arguments) {
        super(sentence, cause, key, arguments);
    }
}
