package dev.llmaas.console.terminal;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.client.AdminClient;
import dev.llmaas.client.EventStream;
import dev.llmaas.client.EventStream.State;
import dev.llmaas.console.Limits;
import dev.llmaas.console.session.Session;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what happens, live: redrawn in place for people, a line an event for programs. */
@Command(
        name = "watch",
        footer = {"  llmaas watch", "  llmaas watch --output json | jq -c 'select(.event.type == \"request_settled\")'"
        })
final class WatchCommand implements Callable<Integer> {
    private final Workplace workplace;
    private final LinkedBlockingQueue<EventStream.Entry> entries = new LinkedBlockingQueue<>(Limits.WATCH_QUEUE_MAX);
    private final AtomicReference<String> connection = new AtomicReference<>("");
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private volatile boolean ended;

    @Option(names = "--for", paramLabel = "SECONDS", descriptionKey = "terminal.help.watch.for")
    private long seconds = Long.MAX_VALUE / 1_000_000;

    WatchCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Session session = workplace.session();
                EventStream events = session.admin().events(null, this::connected)) {
            LiveBoard board = new LiveBoard(workplace);
            board.reset(session.admin().overview());
            Thread.ofVirtual().name("events").start(() -> read(events));
            show(board, session.admin());
        }
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        return ExitCodes.OK;
    }

    private void show(LiveBoard board, AdminClient admin) throws InterruptedException {
        Instant end = workplace.surroundings().clock().instant().plus(Duration.ofSeconds(seconds));
        Picture picture = new Picture(workplace.screen().out());
        boolean redraws = workplace.screen().interactive() && workplace.output() == OutputForm.TABLE;
        while (!ended && workplace.surroundings().clock().instant().isBefore(end)) {
            EventStream.Entry entry = entries.poll(Limits.WATCH_REDRAW.toMillis(), TimeUnit.MILLISECONDS);
            while (entry != null) {
                if (!board.take(entry.event())) {
                    board.reset(admin.overview());
                }
                if (!redraws) {
                    print(board, entry);
                }
                entry = entries.poll();
            }
            if (redraws) {
                picture.draw(board.lines(connection.get()));
            }
        }
    }

    private void print(LiveBoard board, EventStream.Entry entry) {
        if (workplace.output() == OutputForm.JSON) {
            workplace.say(WireJson.mapper().writeValueAsString(entry));
        } else if (entry.event() instanceof RequestSettled settled) {
            workplace.say(board.line(settled));
        }
    }

    private void read(EventStream events) {
        try {
            for (EventStream.Entry entry = events.next(); entry != null; entry = events.next()) {
                entries.put(entry);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException refused) {
            failure.set(refused);
        } finally {
            ended = true;
        }
    }

    private void connected(State state) {
        connection.set(
                switch (state) {
                    case State.Connected _ -> workplace.text("terminal.watch.connected");
                    case State.Waiting waiting ->
                        workplace.text(
                                "terminal.watch.waiting_for",
                                waiting.why(),
                                workplace.formats().duration(waiting.pause()));
                });
    }

    /** Frames drawn over one another from the upper left corner, so that a wrapped line does no harm. */
    private static final class Picture {
        private final PrintWriter out;
        private boolean begun;

        private Picture(PrintWriter out) {
            this.out = out;
        }

        private void draw(List<String> lines) {
            StringBuilder frame = new StringBuilder(begun ? "\u001b[H" : "\u001b[2J\u001b[H");
            lines.forEach(line -> frame.append(line).append("\u001b[K\n"));
            frame.append("\u001b[J");
            begun = true;
            out.print(frame);
            out.flush();
        }
    }
}
