package dev.llmaas.console.terminal;

import dev.llmaas.console.session.Profile;
import dev.llmaas.console.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Ends the session, here and at the provider. */
@Command(name = "logout", footer = "  llmaas logout")
final class LogoutCommand implements Callable<Integer> {
    private final Workplace workplace;

    LogoutCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() {
        Profile profile = workplace.requiredProfile();
        try (Session session = workplace.open(profile)) {
            boolean wasSignedIn = session.resume().isPresent();
            session.signOut();
            workplace.note(
                    workplace.text(wasSignedIn ? "terminal.logout.done" : "terminal.logout.nobody", profile.url()));
        }
        return ExitCodes.OK;
    }
}
