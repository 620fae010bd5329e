package dev.llmaas.console.terminal;

import dev.llmaas.api.Money;
import dev.llmaas.api.admin.Overview;
import dev.llmaas.api.admin.UsageTotals;
import dev.llmaas.api.event.PlatformEvent;
import dev.llmaas.api.event.PlatformEvent.LoadSampled;
import dev.llmaas.api.event.PlatformEvent.ModelLoad;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.console.i18n.Formats;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the live view knows: the overview it began with, and every event since. Not thread-safe. */
final class LiveBoard {
    private static final int CALLS_MAX = 10;

    private final Workplace workplace;
    private final Formats formats;
    private final Deque<RequestSettled> calls = new ArrayDeque<>();
    private UsageTotals today = UsageTotals.NONE;
    private UsageTotals month = UsageTotals.NONE;
    private @Nullable Money cap;
    private @Nullable LoadSampled load;
    private int active;

    LiveBoard(Workplace workplace) {
        this.workplace = workplace;
        this.formats = workplace.formats();
    }

    /** Begins again from the present state. */
    void reset(Overview overview) {
        today = overview.today();
        month = overview.month();
        cap = overview.monthCap();
        active = overview.activeRequests();
        calls.clear();
        overview.recent().stream().limit(CALLS_MAX).forEach(calls::addLast);
    }

    /** Takes an event; false if the present state must be read again. */
    boolean take(PlatformEvent event) {
        switch (event) {
            case RequestSettled settled -> {
                UsageTotals one = totals(settled);
                today = today.plus(one);
                month = month.plus(one);
                calls.addFirst(settled);
                while (calls.size() > CALLS_MAX) {
                    calls.removeLast();
                }
            }
            case LoadSampled sampled -> {
                load = sampled;
                active = sampled.activeRequests();
            }
            case PlatformEvent.ReplicaChanged _, PlatformEvent.ReplicasSampled _, PlatformEvent.KeyChanged _ -> {
                // The view shows neither.
            }
            case PlatformEvent.Reset _ -> {
                return false;
            }
        }
        return true;
    }

    /** The view as lines. */
    List<String> lines(String connection) {
        Screen screen = workplace.screen();
        List<String> lines = new ArrayList<>();
        lines.add(Style.STRONG.on(screen, workplace.text("terminal.watch.title")) + "  "
                + Style.FAINT.on(screen, connection));
        lines.add("");
        lines.add(workplace.text("terminal.watch.active", formats.count(active)));
        lines.add(workplace.text("terminal.watch.today", sums(today)));
        lines.add(
                workplace.text("terminal.watch.month", sums(month) + (cap == null ? "" : " / " + formats.money(cap))));
        lines.add("");
        LoadSampled sampled = load;
        if (sampled != null && !sampled.models().isEmpty()) {
            lines.addAll(new Listing<>(loadColumns(), sampled.models()).lines(screen));
            lines.add("");
        }
        lines.addAll(new Listing<>(callColumns(), List.copyOf(calls)).lines(screen));
        return lines;
    }

    /** One settled call as a line, for a terminal in which nothing can be redrawn. */
    String line(RequestSettled call) {
        return String.join(
                "  ",
                formats.timeToTheSecond(Instant.ofEpochMilli(call.atMs())),
                call.model(),
                call.keyName(),
                outcome(call),
                workplace.text(
                        "terminal.chat.tokens",
                        formats.count(call.usage().promptTokens()),
                        formats.count(call.usage().completionTokens())),
                formats.money(call.spend()),
                formats.duration(Duration.ofMillis(call.durationMs())));
    }

    private String sums(UsageTotals totals) {
        return workplace.text(
                "terminal.watch.sums",
                formats.count(totals.requests()),
                formats.count(totals.promptTokens()),
                formats.count(totals.completionTokens()),
                formats.money(totals.spend()));
    }

    private List<Column<ModelLoad>> loadColumns() {
        return List.of(
                Column.text("model", workplace.text("terminal.watch.model"), ModelLoad::model),
                Column.number(
                        "running",
                        workplace.text("terminal.watch.running"),
                        model -> formats.count(model.running()),
                        ModelLoad::running),
                Column.number(
                        "waiting",
                        workplace.text("terminal.watch.waiting"),
                        model -> formats.count(model.waiting()),
                        ModelLoad::waiting),
                Column.number(
                        "rate",
                        workplace.text("terminal.watch.rate"),
                        model -> formats.rate(model.outputTokensPerSecond()),
                        ModelLoad::outputTokensPerSecond));
    }

    private List<Column<RequestSettled>> callColumns() {
        return List.of(
                Column.shown(
                        "at_ms",
                        workplace.text("terminal.watch.time"),
                        call -> formats.timeToTheSecond(Instant.ofEpochMilli(call.atMs())),
                        RequestSettled::atMs),
                Column.text("model", workplace.text("terminal.watch.model"), RequestSettled::model),
                Column.text("key", workplace.text("terminal.watch.key"), RequestSettled::keyName),
                Column.text("outcome", workplace.text("terminal.watch.outcome"), LiveBoard::outcome),
                Column.number(
                        "prompt_tokens",
                        workplace.text("terminal.usage.prompt_tokens"),
                        call -> formats.count(call.usage().promptTokens()),
                        call -> call.usage().promptTokens()),
                Column.number(
                        "completion_tokens",
                        workplace.text("terminal.usage.completion_tokens"),
                        call -> formats.count(call.usage().completionTokens()),
                        call -> call.usage().completionTokens()),
                Column.number(
                        "spend",
                        workplace.text("terminal.usage.spend"),
                        call -> formats.money(call.spend()),
                        call -> call.spend().nanoEuros()),
                Column.number(
                        "first",
                        workplace.text("terminal.watch.first"),
                        call -> call.timeToFirstTokenMs() == null
                                ? ""
                                : formats.duration(Duration.ofMillis(call.timeToFirstTokenMs())),
                        RequestSettled::timeToFirstTokenMs));
    }

    private static String outcome(RequestSettled call) {
        return call.outcome().name().toLowerCase(Locale.ROOT);
    }

    private static UsageTotals totals(RequestSettled call) {
        return new UsageTotals(
                1,
                call.outcome().isError() ? 1 : 0,
                call.usage().promptTokens(),
                call.usage().cachedTokens(),
                call.usage().completionTokens(),
                call.usage().reasoningTokenCount(),
                call.documents(),
                call.audioSeconds(),
                call.spend());
    }
}
