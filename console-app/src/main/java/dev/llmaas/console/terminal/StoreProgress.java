package dev.llmaas.console.terminal;

import dev.llmaas.api.models.StoreEvent;
import dev.llmaas.api.models.StoreEvent.Progress;
import dev.llmaas.api.models.StoreEvent.Stage;
import dev.llmaas.console.i18n.Formats;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Shows how far the store is: a bar that grows for people, a line every tenth for scripts. Used once, by one thread. */
final class StoreProgress implements Consumer<StoreEvent>, AutoCloseable {
    private static final int BAR_CELLS = 24;
    private static final int TENTHS = 10;

    private final Workplace workplace;
    private final Formats formats;
    private @Nullable Stage stage;
    private int tenths;
    private int drawn;

    StoreProgress(Workplace workplace) {
        this.workplace = workplace;
        this.formats = workplace.formats();
    }

    @Override
    public void accept(StoreEvent event) {
        switch (event) {
            case StoreEvent.Begun begun -> begun(begun);
            case Progress progress -> show(progress);
            case StoreEvent.Listed _,
                    StoreEvent.Shown _,
                    StoreEvent.Stored _,
                    StoreEvent.Removed _,
                    StoreEvent.Failed _ -> {}
        }
    }

    private void begun(StoreEvent.Begun begun) {
        workplace.note(workplace.text(
                "terminal.models.begun",
                begun.name(),
                formats.bytes(begun.bytes()),
                begun.licence() == null ? workplace.text("terminal.models.licence.unknown") : begun.licence()));
        if (begun.resumedBytes() > 0) {
            workplace.note(workplace.text("terminal.models.resumed", formats.bytes(begun.resumedBytes())));
        }
    }

    private void show(Progress progress) {
        if (stage != progress.stage()) {
            close();
            stage = progress.stage();
            tenths = 0;
        }
        if (workplace.screen().interactive()) {
            draw(progress);
        } else if (progress.total() > 0 && progress.done() * TENTHS / progress.total() > tenths) {
            tenths = (int) (progress.done() * TENTHS / progress.total());
            workplace.note(line(progress));
        }
    }

    private void draw(Progress progress) {
        double share = progress.total() == 0 ? 0 : (double) progress.done() / progress.total();
        int cells = (int) Math.round(share * BAR_CELLS);
        String text = "[%s%s] %s".formatted("#".repeat(cells), "-".repeat(BAR_CELLS - cells), line(progress));
        String padding = " ".repeat(Math.max(0, drawn - text.length()));
        workplace.screen().err().print("\r" + text + padding);
        workplace.screen().err().flush();
        drawn = text.length();
    }

    private String line(Progress progress) {
        double share = progress.total() == 0 ? 0 : (double) progress.done() / progress.total();
        boolean counts = progress.stage() == Stage.QUANTIZING;
        StringBuilder line = new StringBuilder()
                .append(workplace.messages().word("terminal.models.stage.", progress.stage()))
                .append(' ')
                .append(formats.percent(share))
                .append("  ")
                .append(counts ? formats.count(progress.done()) : formats.bytes(progress.done()))
                .append(" / ")
                .append(counts ? formats.count(progress.total()) : formats.bytes(progress.total()));
        if (progress.perSecond() > 0) {
            long seconds = (progress.total() - progress.done()) / progress.perSecond();
            line.append("  ")
                    .append(workplace.text("terminal.models.pace", formats.bytes(progress.perSecond())))
                    .append("  ")
                    .append(formats.duration(Duration.ofSeconds(seconds)));
        }
        return line.toString();
    }

    /** Ends the line of the bar. */
    @Override
    public void close() {
        if (drawn > 0) {
            workplace.note("");
            drawn = 0;
        }
    }
}
