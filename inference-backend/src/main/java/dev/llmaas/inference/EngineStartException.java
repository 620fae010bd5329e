package dev.llmaas.inference;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A model that cannot be loaded. The message names the file or option and says what to do. */
public final class EngineStartException extends RuntimeException {
    /** What is in the way. */
    public enum Reason {
        /** There is no such file. */
        MODEL_FILE_MISSING(false),
        /** The file is not a model, cut short, or damaged. */
        MODEL_FILE_CORRUPT(false),
        /** The file is sound, but this engine cannot run such a model. */
        MODEL_UNSUPPORTED(false),
        /** An option is missing, unknown or out of its bounds. */
        INVALID_OPTION(false),
        /** The native libraries are not there, or of another version. */
        NATIVES_UNUSABLE(false),
        /** The machine had too little memory at that moment. */
        OUT_OF_MEMORY(true),
        /** Something else; it may pass. */
        START_FAILED(true);

        private final boolean passing;

        Reason(boolean passing) {
            this.passing = passing;
        }

        /** Whether trying again by itself can help; otherwise somebody must act first. */
        public boolean passing() {
            return passing;
        }

        /** Its name on the wire, for instance {@code model_file_corrupt}. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The reason of a wire name, {@link #START_FAILED} if this list lacks it. */
        public static Reason ofWire(String wire) {
            for (Reason reason : values()) {
                if (reason.wire().equals(wire)) {
                    return reason;
                }
            }
            return START_FAILED;
        }
    }

    private final Reason reason;

    /** A failure for this reason. */
    public EngineStartException(Reason reason, String message) {
        this(reason, message, null);
    }

    /** A failure for this reason, which came up as {@code cause}. */
    public EngineStartException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What is in the way. */
    public Reason reason() {
        return reason;
    }

    /** The sentence for whoever must act. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
