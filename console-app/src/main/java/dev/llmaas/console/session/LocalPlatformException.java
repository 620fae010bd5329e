package dev.llmaas.console.session;

/** The bundled platform could not be used. The message is a sentence for the user, the platform's own where it has one. */
public final class LocalPlatformException extends RuntimeException {
    LocalPlatformException(String sentence) {
        super(sentence);
    }

    LocalPlatformException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
