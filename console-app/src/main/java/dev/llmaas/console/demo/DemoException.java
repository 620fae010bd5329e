package dev.llmaas.console.demo;

/** A step of the demonstration failed. The message is a sentence that says which and why. */
public final class DemoException extends RuntimeException {
    DemoException(String sentence) {
        super(sentence);
    }

    DemoException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
