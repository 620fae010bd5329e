package dev.llmaas.console.terminal;

import dev.llmaas.api.admin.Me;
import dev.llmaas.api.admin.UsageReport;
import dev.llmaas.api.admin.UsageTotals;
import dev.llmaas.client.UsageQuery;
import dev.llmaas.client.UsageQuery.Grouping;
import dev.llmaas.console.i18n.Formats;
import dev.llmaas.console.session.Session;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Sums up consumption; this month by model unless told otherwise. Days are those of the organisation's zone. */
@Command(
        name = "usage",
        footer = {
            "  llmaas usage",
            "  llmaas usage --by day --from 2026-11-01 --to 2026-11-30",
            "  llmaas usage --by key --output csv > usage.csv"
        })
final class UsageCommand implements Callable<Integer> {
    private final Workplace workplace;

    @Option(
            names = "--by",
            paramLabel = "model|key|project|outcome|hour|day",
            descriptionKey = "terminal.help.usage.by")
    private Grouping by = Grouping.MODEL;

    @Option(names = "--from", paramLabel = "DATE", descriptionKey = "terminal.help.usage.from")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "DATE", descriptionKey = "terminal.help.usage.to")
    private @Nullable String to;

    UsageCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() {
        try (Session session = workplace.session()) {
            Me me = session.admin().me();
            ZoneId zone = ZoneId.of(me.organization().timeZone());
            UsageReport report = session.admin().usage(query(zone));
            workplace.print(report, listing(report, workplace.formats(zone)));
        }
        return ExitCodes.OK;
    }

    private UsageQuery query(ZoneId zone) {
        LocalDate today =
                workplace.surroundings().clock().instant().atZone(zone).toLocalDate();
        LocalDate first = from == null ? today.withDayOfMonth(1) : date(from);
        LocalDate last = to == null ? today : date(to);
        if (last.isBefore(first)) {
            throw new TerminalException(ExitCodes.USAGE, workplace.text("terminal.usage.backwards"));
        }
        return new UsageQuery(
                first.atStartOfDay(zone).toInstant(),
                last.plusDays(1).atStartOfDay(zone).toInstant(),
                by);
    }

    private LocalDate date(String typed) {
        try {
            return LocalDate.parse(typed);
        } catch (DateTimeException notADate) {
            throw new TerminalException(ExitCodes.USAGE, workplace.text("terminal.usage.date", typed));
        }
    }

    private Listing<UsageReport.Row> listing(UsageReport report, Formats formats) {
        List<Column<UsageReport.Row>> columns = new ArrayList<>();
        columns.add(Column.shown(
                "group",
                workplace.messages().word("terminal.usage.", by),
                row -> label(row, formats),
                row -> row.group()));
        columns.add(count("requests", UsageTotals::requests, formats));
        columns.add(count("errors", UsageTotals::errors, formats));
        columns.add(count("prompt_tokens", UsageTotals::promptTokens, formats));
        columns.add(count("cached_tokens", UsageTotals::cachedTokens, formats));
        columns.add(count("completion_tokens", UsageTotals::completionTokens, formats));
        columns.add(Column.number(
                "spend_nano_euros",
                workplace.text("terminal.usage.spend"),
                row -> formats.money(row.totals().spend()),
                row -> row.totals().spend().nanoEuros()));
        List<UsageReport.Row> rows = new ArrayList<>(report.rows());
        if (workplace.output() == OutputForm.TABLE) {
            rows.add(new UsageReport.Row("", workplace.text("terminal.usage.total"), report.totals()));
        }
        return new Listing<>(columns, rows);
    }

    private Column<UsageReport.Row> count(String name, ToLongFunction<UsageTotals> value, Formats formats) {
        return Column.number(
                name,
                workplace.text("terminal.usage." + name),
                row -> formats.count(value.applyAsLong(row.totals())),
                row -> value.applyAsLong(row.totals()));
    }

    private String label(UsageReport.Row row, Formats formats) {
        boolean isTime =
                (by == Grouping.HOUR || by == Grouping.DAY) && row.group().matches("\\d+");
        if (!isTime) {
            return row.label();
        }
        Instant start = Instant.ofEpochMilli(Long.parseLong(row.group()));
        return by == Grouping.DAY ? formats.date(start) : formats.dateTime(start);
    }
}
