package dev.llmaas.console.terminal;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.client.AdminClient;
import dev.llmaas.client.EventStream;
import dev.llmaas.console.Limits;
import dev.llmaas.console.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what happens, live: redrawn in place for people, a line an event for programs. */
@Command(
        name = "watch",
        footer = {"  llmaas watch", "  llmaas watch --output json | jq -c 'select(.event.type == \"request_settled\")'"
        })
final class WatchCommand implements Callable<Integer> {
    private final Workplace workplace;

    @Option(names = "--for", paramLabel = "SECONDS", descriptionKey = "terminal.help.watch.for")
    private long seconds = Long.MAX_VALUE / 1_000_000;

    WatchCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Session session = workplace.session();
                Following following = Following.start(workplace, session.admin())) {
            LiveBoard board = new LiveBoard(workplace);
            board.reset(session.admin().overview());
            show(board, session.admin(), following);
            following.requireNoFailure();
        }
        return ExitCodes.OK;
    }

    private void show(LiveBoard board, AdminClient admin, Following following) throws InterruptedException {
        Instant end = workplace.surroundings().clock().instant().plus(Duration.ofSeconds(seconds));
        Picture picture = new Picture(workplace.screen().out());
        boolean redraws = workplace.screen().interactive() && workplace.output() == OutputForm.TABLE;
        while (!following.hasEnded()
                && workplace.surroundings().clock().instant().isBefore(end)) {
            EventStream.Entry entry = following.poll(Limits.WATCH_REDRAW.toMillis());
            while (entry != null) {
                if (!board.take(entry.event())) {
                    board.reset(admin.overview());
                }
                if (!redraws) {
                    print(board, entry);
                }
                entry = following.poll(0);
            }
            if (redraws) {
                picture.draw(board.lines(following.connection()));
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
}
