package dev.llmaas.console.terminal;

import dev.llmaas.api.admin.GuardrailKind;
import dev.llmaas.api.admin.GuardrailMode;
import dev.llmaas.api.admin.ProjectChange;
import dev.llmaas.api.admin.ProjectSettings;
import dev.llmaas.console.session.Session;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes settings of a project; what is not named stays. */
@Command(
        name = "set",
        footer = {
            "  llmaas projects set Assistant --strict on --image-fetching off",
            "  llmaas projects set Assistant --guardrail injection=observe --guardrail repetition=default"
        })
final class ProjectsSetCommand implements Callable<Integer> {
    private static final String DEFAULT = "default";

    private final Workplace workplace;

    @Parameters(index = "0", paramLabel = "PROJECT", descriptionKey = "terminal.help.projects.project")
    private String project = "";

    @Option(names = "--strict", paramLabel = "on|off", descriptionKey = "terminal.help.projects.set.strict")
    private @Nullable String strict;

    @Option(
            names = "--image-fetching",
            paramLabel = "on|off",
            descriptionKey = "terminal.help.projects.set.image_fetching")
    private @Nullable String imageFetching;

    @Option(
            names = "--guardrail",
            paramLabel = "GUARDRAIL=MODE",
            descriptionKey = "terminal.help.projects.set.guardrail")
    private List<String> guardrails = List.of();

    ProjectsSetCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() {
        ProjectChange change = change();
        try (Session session = workplace.session()) {
            ProjectSettings before = NamedProject.find(session.admin(), project, workplace);
            ProjectSettings after = session.admin().changeProject(before.id(), change);
            NamedProject.print(after, workplace);
            if (workplace.output() == OutputForm.TABLE) {
                workplace.note(workplace.text(
                        "terminal.projects.changed", after.name(), after.id().value()));
            }
        }
        return ExitCodes.OK;
    }

    private ProjectChange change() {
        ProjectChange change = ProjectChange.NOTHING;
        if (strict != null) {
            change = change.withStrict(onOrOff("--strict", strict));
        }
        if (imageFetching != null) {
            change = change.withImageFetching(onOrOff("--image-fetching", imageFetching));
        }
        for (String typed : guardrails) {
            change = withGuardrail(change, typed);
        }
        if (change.equals(ProjectChange.NOTHING)) {
            throw new TerminalException(ExitCodes.USAGE, workplace.text("terminal.projects.nothing"));
        }
        return change;
    }

    private boolean onOrOff(String option, String typed) {
        return switch (typed) {
            case "on" -> true;
            case "off" -> false;
            default ->
                throw new TerminalException(
                        ExitCodes.USAGE, workplace.text("terminal.projects.switch.wrong", option, typed));
        };
    }

    private ProjectChange withGuardrail(ProjectChange change, String typed) {
        int equals = typed.indexOf('=');
        String name = equals < 0 ? typed : typed.substring(0, equals);
        String word = typed.substring(equals + 1);
        Optional<GuardrailKind> kind = GuardrailKind.ofWire(name);
        Optional<GuardrailMode> mode = GuardrailMode.ofWire(word);
        if (kind.isEmpty() || (mode.isEmpty() && !word.equals(DEFAULT))) {
            throw new TerminalException(
                    ExitCodes.USAGE,
                    workplace.text(
                            "terminal.projects.guardrail.wrong",
                            typed,
                            words(Arrays.stream(GuardrailKind.values()).map(GuardrailKind::wire)),
                            words(Stream.concat(
                                    Arrays.stream(GuardrailMode.values()).map(GuardrailMode::wire),
                                    Stream.of(DEFAULT)))));
        }
        return change.withGuardrail(kind.get(), mode.orElse(null));
    }

    private static String words(Stream<String> words) {
        return words.collect(Collectors.joining(", "));
    }
}
