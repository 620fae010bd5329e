package dev.llmaas.console.terminal;

import dev.llmaas.console.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what holds in a project. */
@Command(
        name = "show",
        footer = {"  llmaas projects show Assistant"})
final class ProjectsShowCommand implements Callable<Integer> {
    private final Workplace workplace;

    @Parameters(index = "0", paramLabel = "PROJECT", descriptionKey = "terminal.help.projects.project")
    private String project = "";

    ProjectsShowCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() {
        try (Session session = workplace.session()) {
            NamedProject.print(NamedProject.find(session.admin(), project, workplace), workplace);
        }
        return ExitCodes.OK;
    }
}
