package dev.llmaas.console.terminal;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.Page;
import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.event.PlatformEvent;
import dev.llmaas.client.AdminClient;
import dev.llmaas.client.EventStream;
import dev.llmaas.console.Limits;
import dev.llmaas.console.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the runners of the pool, once or live; its subcommands act on one. */
@Command(
        name = "pool",
        footer = {
            "  llmaas pool",
            "  llmaas pool --watch",
            "  llmaas pool --output json | jq -r '.data[] | select(.state != \"ready\") | .reason'",
            "  llmaas pool restart guide-chat"
        })
final class PoolCommand implements Callable<Integer> {
    private final Workplace workplace;

    @Option(
            names = {"-w", "--watch"},
            descriptionKey = "terminal.help.pool.watch")
    private boolean watch;

    @Option(names = "--for", paramLabel = "SECONDS", descriptionKey = "terminal.help.watch.for")
    private long seconds = Long.MAX_VALUE / 1_000_000;

    PoolCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Session session = workplace.session()) {
            Page<Replica> runners = session.admin().replicas();
            if (watch) {
                watch(session.admin(), runners);
            } else {
                workplace.print(runners, new Listing<>(PoolColumns.of(workplace), runners.data()));
            }
        }
        return ExitCodes.OK;
    }

    private void watch(AdminClient admin, Page<Replica> runners) throws InterruptedException {
        PoolBoard board = new PoolBoard(workplace);
        board.reset(runners.data());
        Instant end = workplace.surroundings().clock().instant().plus(Duration.ofSeconds(seconds));
        Picture picture = new Picture(workplace.screen().out());
        boolean redraws = workplace.screen().interactive() && workplace.output() == OutputForm.TABLE;
        try (Following following = Following.start(workplace, admin)) {
            while (!following.hasEnded()
                    && workplace.surroundings().clock().instant().isBefore(end)) {
                EventStream.Entry entry = following.poll(Limits.WATCH_REDRAW.toMillis());
                while (entry != null) {
                    if (board.take(entry.event())) {
                        board.reset(admin.replicas().data());
                    }
                    if (!redraws) {
                        print(board, entry.event());
                    }
                    entry = following.poll(0);
                }
                if (redraws) {
                    picture.draw(board.lines(following.connection()));
                }
            }
            following.requireNoFailure();
        }
    }

    /** Programs get each event of the pool, people who are not at a terminal each change. */
    private void print(PoolBoard board, PlatformEvent event) {
        boolean changed = event instanceof PlatformEvent.ReplicaChanged;
        if (workplace.output() == OutputForm.JSON && (changed || event instanceof PlatformEvent.ReplicasSampled)) {
            workplace.say(WireJson.mapper().writeValueAsString(event));
        } else if (event instanceof PlatformEvent.ReplicaChanged(long _, Replica runner)) {
            workplace.say(board.line(runner));
        }
    }
}
