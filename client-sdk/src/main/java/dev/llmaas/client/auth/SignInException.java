package dev.llmaas.client.auth;

/** Nobody could be signed in, or the session is over. The message is a sentence for people and holds no token. */
public final class SignInException extends RuntimeException {
    /** Why, so that a console can translate. */
    public enum Reason {
        /** The person, or the provider's rules, said no. */
        DENIED,
        /** The person took too long. */
        TIMED_OUT,
        /** No browser could be opened. */
        NO_BROWSER,
        /** This machine does not allow listening on loopback. */
        NO_LOOPBACK,
        /** The provider does not answer. */
        PROVIDER_UNREACHABLE,
        /** The provider answers, but not as OpenID Connect asks, or its configuration does not fit this client. */
        PROVIDER_MISCONFIGURED,
        /** An answer is not one to this sign-in, or a token failed a check: somebody may be interfering. */
        NOT_TRUSTED,
        /** The provider has no sign-in for devices. */
        NO_DEVICE_LOGIN,
        /** The session has ended; sign in again. */
        SESSION_OVER
    }

    private final Reason reason;

    /** A failure. */
    public SignInException(Reason reason, String sentence) {
        super(sentence);
        this.reason = reason;
    }

    /** A failure with its cause. */
    public SignInException(Reason reason, String sentence, Throwable cause) {
        super(sentence, cause);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
