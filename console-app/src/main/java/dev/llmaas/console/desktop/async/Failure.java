package dev.llmaas.console.desktop.async;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.client.ApiException;
import dev.llmaas.client.UnreachableException;
import dev.llmaas.client.auth.SignInException;
import dev.llmaas.console.session.LocalPlatformException;
import dev.llmaas.console.session.ProfilesException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why something did not work, in a form that a screen can tell. */
public sealed interface Failure {
    /**
     * The platform said no.
     *
     * @param code the reason
     * @param requestId what to quote when asking for help; empty if the platform named none
     * @param sentence the platform's own words, which name the bound that was broken
     */
    record Refused(ErrorCode code, String requestId, String sentence) implements Failure {}

    /**
     * Nothing answered, or the answer broke off.
     *
     * @param problem what stood in the way
     * @param sentence the same in the words of the client
     */
    record Unreachable(UnreachableException.Problem problem, String sentence) implements Failure {}

    /**
     * Nobody could be signed in, or the session is over.
     *
     * @param reason why
     * @param sentence the same in the words of the client
     */
    record NotSignedIn(SignInException.Reason reason, String sentence) implements Failure {}

    /**
     * Something on this machine.
     *
     * @param sentence what happened and what to do
     */
    record Local(String sentence) implements Failure {}

    /** What a screen tells about {@code thrown}. One that nobody foresaw goes to the log whole. */
    static Failure of(Throwable thrown) {
        return switch (thrown) {
            case UnreachableException away -> new Unreachable(away.problem(), away.sentence());
            case ApiException refused -> new Refused(refused.code(), refused.requestId(), refused.sentence());
            case SignInException notSignedIn ->
                new NotSignedIn(notSignedIn.reason(), String.valueOf(notSignedIn.getMessage()));
            case LocalPlatformException local -> new Local(String.valueOf(local.getMessage()));
            case ProfilesException file -> new Local(String.valueOf(file.getMessage()));
            default -> {
                Log.log.error("work in the background failed", thrown);
                yield new Local(String.valueOf(thrown.getMessage()));
            }
        };
    }

    /** Keeps the logger out of the interface. */
    final class Log {
        private static final Logger log = LoggerFactory.getLogger(Failure.class);

        private Log() {}
    }
}
