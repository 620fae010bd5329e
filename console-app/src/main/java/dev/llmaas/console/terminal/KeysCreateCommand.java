package dev.llmaas.console.terminal;

import dev.llmaas.api.Money;
import dev.llmaas.api.ProjectId;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.admin.NewApiKey;
import dev.llmaas.console.session.Session;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates a key. The secret alone goes to the output, so that a script can catch it. */
@Command(
        name = "create",
        footer = {
            "  llmaas keys create chatbot",
            "  llmaas keys create chatbot --model guide-chat --expires 90d --limit-month 50",
            "  export OPENAI_API_KEY=$(llmaas keys create ci --expires 1d)"
        })
final class KeysCreateCommand implements Callable<Integer> {
    private final Workplace workplace;

    @Parameters(index = "0", paramLabel = "NAME", descriptionKey = "terminal.help.keys.create.name")
    private String name = "";

    @Option(names = "--model", paramLabel = "MODEL", descriptionKey = "terminal.help.keys.create.model")
    private List<String> models = List.of();

    @Option(names = "--expires", paramLabel = "90d|DATE", descriptionKey = "terminal.help.keys.create.expires")
    private @Nullable String expires;

    @Option(names = "--limit-hour", paramLabel = "TOKENS", descriptionKey = "terminal.help.keys.create.hour")
    private @Nullable Long tokensPerHour;

    @Option(names = "--limit-day", paramLabel = "TOKENS", descriptionKey = "terminal.help.keys.create.day")
    private @Nullable Long tokensPerDay;

    @Option(names = "--limit-month", paramLabel = "EUR", descriptionKey = "terminal.help.keys.create.month")
    private @Nullable String eurosPerMonth;

    @Option(names = "--project", paramLabel = "ID", descriptionKey = "terminal.help.keys.create.project")
    private @Nullable String project;

    KeysCreateCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() {
        NewApiKey wanted = new NewApiKey(
                project == null ? null : new ProjectId(project),
                name,
                expiry(),
                models.isEmpty() ? null : models,
                limits());
        try (Session session = workplace.session()) {
            IssuedApiKey issued = session.admin().createKey(wanted);
            if (workplace.output() == OutputForm.JSON) {
                workplace.printJson(issued);
            } else {
                workplace.note(workplace.text(
                        "terminal.keys.created.note",
                        issued.key().name(),
                        issued.key().id().value()));
                workplace.say(issued.secret());
            }
        }
        return ExitCodes.OK;
    }

    private @Nullable KeyLimits limits() {
        Money spend = eurosPerMonth == null ? null : money(eurosPerMonth);
        return tokensPerHour == null && tokensPerDay == null && spend == null
                ? null
                : new KeyLimits(tokensPerHour, tokensPerDay, spend);
    }

    private Money money(String euros) {
        try {
            return Money.ofEuros(euros);
        } catch (ArithmeticException | NumberFormatException notMoney) {
            throw new TerminalException(ExitCodes.USAGE, workplace.text("terminal.keys.money", euros));
        }
    }

    private @Nullable Long expiry() {
        if (expires == null) {
            return null;
        }
        Instant now = workplace.surroundings().clock().instant();
        try {
            if (expires.matches("\\d{1,5}d")) {
                long days = Long.parseLong(expires.substring(0, expires.length() - 1));
                return now.plus(Duration.ofDays(days)).toEpochMilli();
            }
            // The end of that day, as people mean it.
            return LocalDate.parse(expires)
                    .plusDays(1)
                    .atStartOfDay(workplace.surroundings().zone())
                    .toInstant()
                    .toEpochMilli();
        } catch (DateTimeException notADate) {
            throw new TerminalException(ExitCodes.USAGE, workplace.text("terminal.keys.date", expires));
        }
    }
}
