package dev.llmaas.inference;

import dev.llmaas.api.ErrorCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why an engine gives no answer. The message is a sentence for the caller; it never holds content. */
public abstract sealed class EngineException extends RuntimeException {
    private final ErrorCode code;

    private EngineException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** What a client is told. */
    public ErrorCode code() {
        return code;
    }

    /** The sentence for the caller. */
    public String sentence() {
        return String.valueOf(getMessage());
    }

    /** The path of the field at fault, empty if no field is. */
    public Optional<String> param() {
        return Optional.empty();
    }

    /** Whether the request certainly did not run, so that another replica may be tried. */
    public abstract boolean retryable();

    /** All slots are taken and the queue is full. The request did not run. */
    public static final class Overloaded extends EngineException {
        /** Says which queue is full and its bound. */
        public Overloaded(String message) {
            super(ErrorCode.NO_CAPACITY, message, null);
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    /** There is no engine to ask. The request did not run. */
    public static final class Unreachable extends EngineException {
        /** What is in the way. */
        public enum Why {
            /** No replica of the model exists. */
            NOT_LOADED,
            /** A replica starts or restarts and did not become ready in time. */
            STARTING,
            /** Its replicas are failed, drained or stopped, or the connection failed. */
            DOWN
        }

        private final Why why;

        /** No engine, for this reason. */
        public Unreachable(Why why, String message) {
            this(why, message, null);
        }

        /** No engine, for this reason, which came up as {@code cause}. */
        public Unreachable(Why why, String message, @Nullable Throwable cause) {
            super(ErrorCode.UNAVAILABLE, message, cause);
            this.why = why;
        }

        /** What is in the way. */
        public Why why() {
            return why;
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    /** The request cannot run on this model, now or later: the caller's fault. */
    public static final class Rejected extends EngineException {
        private final @Nullable String param;

        /** Refuses the field at the path {@code param}, or the request as a whole. */
        public Rejected(ErrorCode code, String message, @Nullable String param) {
            super(code, message, null);
            this.param = param;
        }

        @Override
        public Optional<String> param() {
            return Optional.ofNullable(param);
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    /** The engine failed while it worked; tokens may have been generated. */
    public static final class Broken extends EngineException {
        /** Says what failed. */
        public Broken(String message) {
            this(message, null);
        }

        /** Says what failed and why. */
        public Broken(String message, @Nullable Throwable cause) {
            super(ErrorCode.ENGINE_FAILED, message, cause);
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }
}
