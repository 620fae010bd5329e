package dev.llmaas.client;

import dev.llmaas.api.ErrorCode;

/** No platform answered, or its answer broke off. Its code is {@link ErrorCode#UNAVAILABLE}. */
public final class UnreachableException extends ApiException {
    /** What stood in the way. */
    public enum Problem {
        /** The name has no address. */
        NO_SUCH_HOST,
        /** Nothing listens there. */
        REFUSED,
        /** No answer in time. */
        TIMED_OUT,
        /** The server's certificate is not one that we trust; see {@code ClientOptions.authority}. */
        CERTIFICATE,
        /** What answers does not speak TLS 1.3. */
        TLS,
        /** The proxy does not let the call through, or wants another login. */
        PROXY,
        /** What answers is not a platform. */
        NOT_A_PLATFORM,
        /** The connection broke. */
        BROKEN;

        /** Whether trying again may help. */
        public boolean isPassing() {
            return this == REFUSED || this == TIMED_OUT || this == BROKEN;
        }
    }

    private final Problem problem;
    private final boolean requestSent;

    /**
     * A failed call.
     *
     * @param problem what stood in the way
     * @param sentence the same for people
     * @param requestSent whether the request may have reached the platform, so that it may have run
     * @param requestId names the call; empty if the platform named none
     */
    public UnreachableException(Problem problem, String sentence, boolean requestSent, String requestId) {
        super(ErrorCode.UNAVAILABLE, sentence, requestId, null, null);
        this.problem = problem;
        this.requestSent = requestSent;
    }

    /** What stood in the way. */
    public Problem problem() {
        return problem;
    }

    /** Whether the request may have reached the platform, so that it may have run. */
    public boolean requestSent() {
        return requestSent;
    }
}
