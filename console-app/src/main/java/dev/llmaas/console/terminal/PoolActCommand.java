package dev.llmaas.console.terminal;

import dev.llmaas.api.admin.Replica;
import dev.llmaas.client.AdminClient;
import dev.llmaas.console.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is done to one runner; each act is a command of its own. */
final class PoolActCommand {
    private PoolActCommand() {}

    /** Loads a runner. Nothing breaks by it, so nobody is asked. */
    @Command(
            name = "load",
            footer = {"  llmaas pool load guide-chat"})
    static final class Load implements Callable<Integer> {
        private final Workplace workplace;

        @Parameters(index = "0", paramLabel = "ID", descriptionKey = "terminal.help.pool.id")
        private String id = "";

        Load(Workplace workplace) {
            this.workplace = workplace;
        }

        @Override
        public Integer call() {
            try (Session session = workplace.session()) {
                tell(workplace, session.admin().loadReplica(id));
            }
            return ExitCodes.OK;
        }
    }

    /** Unloads a runner. */
    @Command(
            name = "unload",
            footer = {"  llmaas pool unload guide-chat", "  llmaas pool unload guide-chat --now --yes"})
    static final class Unload implements Callable<Integer> {
        private final Workplace workplace;

        @Parameters(index = "0", paramLabel = "ID", descriptionKey = "terminal.help.pool.id")
        private String id = "";

        @Option(names = "--now", descriptionKey = "terminal.help.pool.now")
        private boolean now;

        @Option(
                names = {"-y", "--yes"},
                descriptionKey = "terminal.help.keys.revoke.yes")
        private boolean yes;

        Unload(Workplace workplace) {
            this.workplace = workplace;
        }

        @Override
        public Integer call() {
            try (Session session = workplace.session()) {
                agree(workplace, yes, workplace.text("terminal.pool.unload.question", id));
                AdminClient admin = session.admin();
                tell(workplace, admin.unloadReplica(id, now));
            }
            return ExitCodes.OK;
        }
    }

    /** Starts the process of a runner anew. */
    @Command(
            name = "restart",
            footer = {"  llmaas pool restart guide-chat", "  llmaas pool restart guide-chat --now --yes"})
    static final class Restart implements Callable<Integer> {
        private final Workplace workplace;

        @Parameters(index = "0", paramLabel = "ID", descriptionKey = "terminal.help.pool.id")
        private String id = "";

        @Option(names = "--now", descriptionKey = "terminal.help.pool.now")
        private boolean now;

        @Option(
                names = {"-y", "--yes"},
                descriptionKey = "terminal.help.keys.revoke.yes")
        private boolean yes;

        Restart(Workplace workplace) {
            this.workplace = workplace;
        }

        @Override
        public Integer call() {
            try (Session session = workplace.session()) {
                agree(workplace, yes, workplace.text("terminal.pool.restart.question", id));
                AdminClient admin = session.admin();
                tell(workplace, admin.restartReplica(id, now));
            }
            return ExitCodes.OK;
        }
    }

    private static void agree(Workplace workplace, boolean yes, String question) {
        boolean agreed = yes || !workplace.screen().interactive() || workplace.confirmed(question);
        if (!agreed) {
            throw new TerminalException(ExitCodes.INTERRUPTED, workplace.text("terminal.pool.kept"));
        }
    }

    private static void tell(Workplace workplace, Replica after) {
        if (workplace.output() == OutputForm.JSON) {
            workplace.printJson(after);
            return;
        }
        String reason = after.reason() == null ? "" : after.reason();
        workplace.note(workplace
                .text("terminal.pool.done", after.id(), workplace.messages().word("replica.", after.state()), reason)
                .strip());
    }
}
