package dev.llmaas.console.terminal;

import dev.llmaas.console.session.Profile;
import dev.llmaas.console.session.Session;
import dev.llmaas.console.terminal.Finding.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Checks everything between this machine and an answer, and says what to do about what does not work. */
@Command(
        name = "doctor",
        footer = {"  llmaas doctor", "  llmaas doctor --url https://llm.example.org --output json"})
final class DoctorCommand implements Callable<Integer> {
    private static final int NAME_WIDTH = 12;

    private final Workplace workplace;

    DoctorCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() throws InterruptedException {
        Profile profile = workplace.requiredProfile();
        boolean table = workplace.output() == OutputForm.TABLE;
        List<Finding> findings;
        try (Session session = workplace.open(profile)) {
            if (table) {
                workplace.say(Style.STRONG.on(workplace.screen(), profile.url().toString()));
            }
            findings = new Examination(workplace, session, finding -> {
                        if (table) {
                            tell(finding);
                        }
                    })
                    .run();
        }
        if (!table) {
            workplace.print(findings, new Listing<>(columns(), findings));
        }
        boolean well = findings.stream().noneMatch(finding -> finding.outcome() == Outcome.FAIL);
        if (table) {
            workplace.say(workplace.text(well ? "terminal.doctor.well" : "terminal.doctor.ill"));
        }
        return well ? ExitCodes.OK : ExitCodes.UNAVAILABLE;
    }

    private void tell(Finding finding) {
        String mark = switch (finding.outcome()) {
            case OK -> Style.GOOD.on(workplace.screen(), "OK  ");
            case WARNING -> Style.WARNING.on(workplace.screen(), "WARN");
            case FAIL -> Style.BAD.on(workplace.screen(), "FAIL");
            case SKIPPED -> Style.FAINT.on(workplace.screen(), "-   ");
        };
        String check = finding.check();
        String name = check.startsWith("provider.")
                ? workplace.text("terminal.doctor.provider")
                : workplace.text("terminal.doctor." + check);
        String padded = name + " ".repeat(Math.max(0, NAME_WIDTH - name.length()));
        workplace.say("%s  %s  %s".formatted(mark, padded, finding.found()).stripTrailing());
        if (!finding.advice().isEmpty()) {
            workplace.say("      " + finding.advice());
        }
    }

    private List<Column<Finding>> columns() {
        return List.of(
                Column.text("check", "check", Finding::check),
                Column.text(
                        "outcome",
                        "outcome",
                        finding -> finding.outcome().name().toLowerCase(Locale.ROOT)),
                Column.text("found", "found", Finding::found),
                Column.text("advice", "advice", Finding::advice));
    }
}
