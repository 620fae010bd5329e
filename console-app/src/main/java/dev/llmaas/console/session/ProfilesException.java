package dev.llmaas.console.session;

/** A file of the console cannot be used. The message is a sentence for the user. */
public final class ProfilesException extends RuntimeException {
    ProfilesException(String sentence) {
        super(sentence);
    }

    ProfilesException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
