package dev.llmaas.console.terminal;

import dev.llmaas.api.WireJson;
import dev.llmaas.client.ApiException;
import dev.llmaas.client.UnreachableException;
import dev.llmaas.client.UnreachableException.Problem;
import dev.llmaas.client.auth.SignInException;
import dev.llmaas.console.session.LocalModelsException;
import dev.llmaas.console.session.LocalPlatformException;
import dev.llmaas.console.session.MachineException;
import dev.llmaas.console.session.ProfilesException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns every failure into what a person reads, or a program with {@code --output json}, and into an exit code. */
final class Complaints implements IExecutionExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(Complaints.class);

    private final Workplace workplace;

    Complaints(Workplace workplace) {
        this.workplace = workplace;
    }

    /**
     * What to tell.
     *
     * @param code names the failure for programs
     * @param title what happened, in a few words
     * @param sentence why, in the words of whoever noticed
     * @param advice what to do; may be empty
     * @param requestId names the call; may be empty
     */
    private record Complaint(
            int exitCode, String code, String title, String sentence, String advice, String requestId) {}

    @Override
    public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult parsed) {
        Complaint complaint = complaint(failure);
        if (workplace.output() == OutputForm.JSON) {
            workplace.note(WireJson.mapper().writeValueAsString(Map.of("error", fields(complaint))));
        } else {
            lines(complaint);
        }
        return complaint.exitCode();
    }

    private Complaint complaint(Exception failure) {
        return switch (failure) {
            case UnreachableException away -> unreachable(away);
            case ApiException refused -> refused(refused);
            case SignInException notSignedIn -> signIn(notSignedIn);
            case TerminalException known -> plain(known.exitCode(), "terminal", known);
            case ProfilesException file -> machine(ExitCodes.IO, "profiles", file);
            case LocalModelsException store ->
                new Complaint(
                        ExitCodes.of(store.reason()),
                        "store." + store.reason().name().toLowerCase(Locale.ROOT),
                        workplace.messages().word("terminal.store.", store.reason()),
                        store.sentence(),
                        "",
                        "");
            case LocalPlatformException local -> machine(ExitCodes.UNAVAILABLE, "local_platform", local);
            case CancellationException _, InterruptedException _ ->
                new Complaint(ExitCodes.INTERRUPTED, "interrupted", workplace.text("terminal.interrupted"), "", "", "");
            default -> {
                log.error("a command failed in a way that nobody foresaw", failure);
                yield new Complaint(
                        ExitCodes.SOFTWARE,
                        "bug",
                        workplace.text("terminal.bug"),
                        String.valueOf(failure),
                        workplace.text("terminal.bug.advice"),
                        "");
            }
        };
    }

    private Complaint unreachable(UnreachableException away) {
        boolean untrusted = away.problem() == Problem.CERTIFICATE;
        boolean other = untrusted || away.problem() == Problem.NOT_A_PLATFORM || away.problem() == Problem.TLS;
        return new Complaint(
                other ? ExitCodes.PROTOCOL : ExitCodes.UNAVAILABLE,
                "unreachable." + away.problem().name().toLowerCase(Locale.ROOT),
                workplace.text("error.title.unreachable"),
                away.sentence(),
                workplace.text(untrusted ? "terminal.certificate.advice" : "terminal.unreachable.advice"),
                away.requestId());
    }

    private Complaint refused(ApiException refused) {
        return new Complaint(
                ExitCodes.of(refused.code()),
                refused.code().wire(),
                workplace.messages().errorTitle(refused.code()),
                refused.sentence(),
                workplace.messages().error(refused.code()),
                refused.requestId());
    }

    private Complaint signIn(SignInException failure) {
        String reason = failure.reason().name().toLowerCase(Locale.ROOT);
        return new Complaint(
                ExitCodes.of(failure.reason()),
                "sign_in." + reason,
                workplace.text("terminal.sign_in.failed"),
                failure.getMessage() == null ? "" : failure.getMessage(),
                workplace.messages().word("terminal.sign_in.", failure.reason()),
                "");
    }

    private Complaint machine(int exitCode, String code, MachineException known) {
        String sentence = workplace.text(known.key(), known.arguments().toArray());
        return new Complaint(exitCode, code, sentence, "", "", "");
    }

    private static Complaint plain(int exitCode, String code, Exception known) {
        return new Complaint(exitCode, code, String.valueOf(known.getMessage()), "", "", "");
    }

    private void lines(Complaint complaint) {
        Screen screen = workplace.screen();
        workplace.note(Style.BAD.on(screen, complaint.title()));
        if (!complaint.sentence().isEmpty()) {
            workplace.note(complaint.sentence());
        }
        if (!complaint.advice().isEmpty()) {
            workplace.note(complaint.advice());
        }
        if (!complaint.requestId().isEmpty()) {
            workplace.note(Style.FAINT.on(screen, workplace.text("error.request_id", complaint.requestId())));
        }
    }

    private static Map<String, Object> fields(Complaint complaint) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("code", complaint.code());
        fields.put("message", complaint.sentence().isEmpty() ? complaint.title() : complaint.sentence());
        fields.put("request_id", complaint.requestId());
        fields.put("exit_code", complaint.exitCode());
        return fields;
    }
}
