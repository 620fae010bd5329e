package dev.llmaas.console.terminal;

import dev.llmaas.api.admin.ProjectSettings;
import dev.llmaas.console.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Lists projects with what was chosen for them. */
@Command(
        name = "list",
        footer = {"  llmaas projects list", "  llmaas projects list --output json"})
final class ProjectsListCommand implements Callable<Integer> {
    private final Workplace workplace;

    ProjectsListCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() {
        try (Session session = workplace.session()) {
            List<ProjectSettings> projects = session.admin().projects().data();
            workplace.print(projects, new Listing<>(columns(), projects));
        }
        return ExitCodes.OK;
    }

    private List<Column<ProjectSettings>> columns() {
        return List.of(
                Column.text(
                        "id",
                        workplace.text("terminal.projects.id"),
                        project -> project.id().value()),
                Column.text("name", workplace.text("terminal.projects.name"), ProjectSettings::name),
                Column.shown(
                        "strict",
                        workplace.text("terminal.projects.strict"),
                        project -> NamedProject.onOrOff(project.strict(), workplace),
                        ProjectSettings::strict),
                Column.shown(
                        "image_fetching",
                        workplace.text("terminal.projects.image_fetching"),
                        project -> NamedProject.onOrOff(project.imageFetching(), workplace),
                        ProjectSettings::imageFetching),
                Column.text(
                        "guardrails",
                        workplace.text("terminal.projects.guardrails"),
                        project -> project.guardrails().entrySet().stream()
                                .map(one -> one.getKey().wire() + "="
                                        + one.getValue().wire())
                                .collect(Collectors.joining(" "))));
    }
}
