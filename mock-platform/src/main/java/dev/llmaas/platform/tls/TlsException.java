package dev.llmaas.platform.tls;

/** A certificate or key with which no server can start. The message says which file, what is wrong and what to do. */
public final class TlsException extends RuntimeException {
    /** A fault found by our own check. */
    public TlsException(String message) {
        super(message);
    }

    /** A fault that something else reported. */
    public TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
