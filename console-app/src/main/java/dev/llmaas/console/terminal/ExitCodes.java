package dev.llmaas.console.terminal;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.models.StoreEvent;
import dev.llmaas.client.auth.SignInException;

/** How a command ended, in the numbers of BSD's sysexits.h, so that scripts can tell what to do. */
final class ExitCodes {
    /** It worked. */
    static final int OK = 0;

    /** The command line is wrong, or the platform says so. */
    static final int USAGE = 64;

    /** What was given is too long, too large, or blocked. */
    static final int DATA = 65;

    /** What was named does not exist. */
    static final int NO_INPUT = 66;

    /** The platform, the provider, or a model does not answer. */
    static final int UNAVAILABLE = 69;

    /** A mistake in the program or the platform. */
    static final int SOFTWARE = 70;

    /** A file cannot be read or written. */
    static final int IO = 74;

    /** It may work later. */
    static final int TRY_LATER = 75;

    /** What answers is not what it should be: another certificate, another program. */
    static final int PROTOCOL = 76;

    /** Not signed in, or no right. */
    static final int NO_PERMISSION = 77;

    /** Something must be configured first. */
    static final int CONFIG = 78;

    /** The person gave up: 128 and the number of SIGINT. */
    static final int INTERRUPTED = 130;

    private ExitCodes() {}

    static int of(ErrorCode code) {
        return switch (code) {
            case INVALID_REQUEST, UNKNOWN_PARAMETER, MALFORMED_JSON, METHOD_NOT_ALLOWED, UNSUPPORTED_MEDIA_TYPE ->
                USAGE;
            case CONTEXT_LENGTH_EXCEEDED, CONTENT_BLOCKED, REQUEST_TOO_LARGE, CONFLICT -> DATA;
            case MODEL_NOT_FOUND, NOT_FOUND, FAILED_TO_DOWNLOAD_IMAGE -> NO_INPUT;
            case INVALID_API_KEY, INVALID_ACCESS_TOKEN, PERMISSION_DENIED, MODEL_FORBIDDEN, INSUFFICIENT_QUOTA ->
                NO_PERMISSION;
            case RATE_LIMIT_EXCEEDED, REQUEST_TIMEOUT, NO_CAPACITY -> TRY_LATER;
            case UNAVAILABLE, ENGINE_FAILED, ENGINE_TIMEOUT, NOT_IMPLEMENTED -> UNAVAILABLE;
            case INTERNAL_ERROR, UNKNOWN -> SOFTWARE;
        };
    }

    static int of(StoreEvent.Reason reason) {
        return switch (reason) {
            case INVALID -> USAGE;
            case NOT_FOUND -> NO_INPUT;
            case LICENCE, ACCESS -> NO_PERMISSION;
            case UNREACHABLE -> UNAVAILABLE;
            case MISMATCH -> PROTOCOL;
            case UNUSABLE -> DATA;
            case NO_SPACE, IO -> ExitCodes.IO;
            case BUSY -> TRY_LATER;
            case FAILED -> SOFTWARE;
        };
    }

    static int of(SignInException.Reason reason) {
        return switch (reason) {
            case DENIED, SESSION_OVER -> NO_PERMISSION;
            case TIMED_OUT -> TRY_LATER;
            case NO_BROWSER, NO_LOOPBACK, NO_DEVICE_LOGIN, PROVIDER_UNREACHABLE -> UNAVAILABLE;
            case PROVIDER_MISCONFIGURED -> CONFIG;
            case NOT_TRUSTED -> PROTOCOL;
        };
    }
}
