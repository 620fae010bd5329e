package dev.llmaas.console.desktop.async;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.client.ApiException;
import dev.llmaas.client.UnreachableException;
import dev.llmaas.client.auth.SignInException;
import dev.llmaas.console.session.MachineException;
import java.util.List;
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
     * @param sentence what happened and what to do, in English
     * @param key the same in the bundles; empty where nobody foresaw it
     * @param arguments what the placeholders of that stand for
     */
    record Local(String sentence, String key, List<String> arguments) implements Failure {
        /** Copies its list. */
        public Local {
            arguments = List.copyOf(arguments);
        }
    }

    /** What a screen tells about {@code thrown}. One that nobody foresaw goes to the log whole. */
    static Failure of(Throwable thrown) {
        return switch (thrown) {
            case UnreachableException away -> new Unreachable(away.problem(), away.sentence());
            case ApiException refused -> new Refused(refused.code(), refused.requestId(), refused.sentence());
            case SignInException notSignedIn ->
                new NotSignedIn(notSignedIn.reason(), String.valueOf(notSignedIn.getMessage()));
            case MachineException machine ->
                new Local(String.valueOf(machine.getMessage()), machine.key(), machine.arguments());
            default -> {
                Log.log.error("work in the background failed", thrown);
                yield new Local(String.valueOf(thrown.getMessage()), "", List.of());
            }
        };
    }

    /** Keeps the logger out of the interface. */
    final class Log {
        private static final Logger log = LoggerFactory.getLogger(Failure.class);

        private Log() {}
    }
}
