package dev.llmaas.console.session;

import org.jspecify.annotations.Nullable;

/** A file of the console cannot be used. The message is a sentence for the user. */
public final class ProfilesException extends MachineException {
    ProfilesException(String sentence, @Nullable Throwable cause, String key, Object... arguments) {
        super(sentence, cause, key, arguments);
    }
}
