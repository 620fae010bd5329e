package dev.llmaas.platform;

/** A platform that cannot start. The message is one sentence for the operator: what is in the way, and what to do. */
public final class StartException extends RuntimeException {
    /** What is in the way, with the exit code that tells scripts (sysexits.h of BSD). */
    public enum Reason {
        /** The command line cannot be understood. */
        USAGE(64),
        /** Something that is needed is away or taken: a port, a server. */
        UNAVAILABLE(69),
        /** Our own fault. */
        SOFTWARE(70),
        /** The data directory cannot be used. */
        CANNOT_CREATE(73),
        /** The configuration, or a file that it names, is wrong. */
        CONFIGURATION(78);

        private final int exitCode;

        Reason(int exitCode) {
            this.exitCode = exitCode;
        }

        /** The exit code of the process. */
        public int exitCode() {
            return exitCode;
        }
    }

    private final Reason reason;

    /** A platform that cannot start for this reason. */
    public StartException(Reason reason, String sentence, Throwable cause) {
        super(sentence, cause);
        this.reason = reason;
    }

    /** What is in the way. */
    public Reason reason() {
        return reason;
    }

    /** The sentence for the operator. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
