package dev.llmaas.console.session;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something on this machine stands in the way. The message is a sentence in English for logs; {@link #key} and {@link
 * #arguments} tell the same in the language of the user.
 */
public abstract sealed class MachineException extends RuntimeException
        permits LocalPlatformException, ProfilesException {
    private final String key;
    private final transient List<String> arguments;

    MachineException(String sentence, @Nullable Throwable cause, String key, Object... arguments) {
        super(sentence, cause);
        this.key = key;
        this.arguments = Arrays.stream(arguments).map(String::valueOf).toList();
    }

    /** The key of the sentence in the console's bundles. */
    public String key() {
        return key;
    }

    /** What its placeholders stand for. */
    public List<String> arguments() {
        return arguments;
    }
}
