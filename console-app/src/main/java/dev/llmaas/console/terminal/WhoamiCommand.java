package dev.llmaas.console.terminal;

import dev.llmaas.api.admin.Me;
import dev.llmaas.api.admin.Project;
import dev.llmaas.api.admin.Role;
import dev.llmaas.console.session.Session;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Says who is signed in, and with which rights. */
@Command(
        name = "whoami",
        footer = {"  llmaas whoami", "  llmaas whoami --output json | jq -r .email"})
final class WhoamiCommand implements Callable<Integer> {
    private final Workplace workplace;

    WhoamiCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    private record Line(String name, String heading, String value) {}

    @Override
    public Integer call() {
        try (Session session = workplace.session()) {
            Me me = session.admin().me();
            workplace.print(me, new Listing<>(columns(), lines(me, session)));
        }
        return ExitCodes.OK;
    }

    private List<Column<Line>> columns() {
        return List.of(
                new Column<>("field", "", Line::heading, Line::name, false), Column.text("value", "", Line::value));
    }

    private List<Line> lines(Me me, Session session) {
        String roles =
                me.roles().stream().map(Role::name).map(WhoamiCommand::wire).collect(Collectors.joining(" "));
        String projects = me.projects().stream().map(Project::name).collect(Collectors.joining(", "));
        return List.of(
                line("platform", session.profile().url().toString()),
                line("name", me.name()),
                line("email", me.email()),
                line("organization", me.organization().name()),
                line("roles", roles),
                line("projects", projects));
    }

    private Line line(String name, String value) {
        return new Line(name, workplace.text("terminal.whoami." + name), value);
    }

    private static String wire(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
