package dev.llmaas.console.terminal;

import dev.llmaas.api.ProjectId;
import dev.llmaas.api.admin.GuardrailKind;
import dev.llmaas.api.admin.ProjectSettings;
import dev.llmaas.client.AdminClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds the project that a person names, and shows its settings. */
final class NamedProject {
    /** One line of what holds in a project. */
    private record Setting(String name, String value, String source) {}

    private NamedProject() {}

    /** The project of this id, or the only one of this name. */
    static ProjectSettings find(AdminClient admin, String named, Workplace workplace) {
        if (named.startsWith(ProjectId.PREFIX)) {
            return admin.project(new ProjectId(named));
        }
        List<ProjectSettings> found = admin.projects().data().stream()
                .filter(project -> project.name().equals(named))
                .toList();
        if (found.size() != 1) {
            throw new TerminalException(
                    ExitCodes.NO_INPUT,
                    workplace.text(found.isEmpty() ? "terminal.projects.none" : "terminal.projects.several", named));
        }
        return found.getFirst();
    }

    /** Prints what holds in a project, and whether that was chosen for it. */
    static void print(ProjectSettings project, Workplace workplace) {
        String here = workplace.text("terminal.projects.source.project");
        String platform = workplace.text("terminal.projects.source.platform");
        List<Setting> settings = new ArrayList<>();
        settings.add(new Setting("strict", onOrOff(project.strict(), workplace), here));
        settings.add(new Setting("image_fetching", onOrOff(project.imageFetching(), workplace), here));
        for (GuardrailKind kind : GuardrailKind.values()) {
            Map<GuardrailKind, ?> own = project.guardrails();
            String mode = project.guardrailsInForce().containsKey(kind)
                    ? project.guardrailsInForce().get(kind).wire()
                    : "";
            settings.add(new Setting(kind.wire(), mode, own.containsKey(kind) ? here : platform));
        }
        List<Column<Setting>> columns = List.of(
                Column.text("setting", workplace.text("terminal.projects.setting"), Setting::name),
                Column.text("value", workplace.text("terminal.projects.value"), Setting::value),
                Column.text("source", workplace.text("terminal.projects.source"), Setting::source));
        workplace.print(project, new Listing<>(columns, settings));
    }

    /** A switch, for people. */
    static String onOrOff(boolean on, Workplace workplace) {
        return workplace.text(on ? "terminal.projects.on" : "terminal.projects.off");
    }
}
