package dev.llmaas.console.terminal;

import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.event.PlatformEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The runners, moved by events. */
final class PoolBoard {
    private final Workplace workplace;
    private final Map<String, Replica> runners = new LinkedHashMap<>();

    PoolBoard(Workplace workplace) {
        this.workplace = workplace;
    }

    void reset(List<Replica> read) {
        runners.clear();
        read.forEach(runner -> runners.put(runner.id(), runner));
    }

    /** Takes an event; returns whether the runners must be read again. */
    boolean take(PlatformEvent event) {
        switch (event) {
            case PlatformEvent.ReplicaChanged changed ->
                runners.put(changed.replica().id(), changed.replica());
            case PlatformEvent.ReplicasSampled sampled ->
                sampled.replicas()
                        .forEach(one -> runners.computeIfPresent(one.id(), (_, runner) -> runner.withLoad(one.load())));
            case PlatformEvent.Reset _ -> {
                return true;
            }
            case PlatformEvent.RequestSettled _, PlatformEvent.LoadSampled _, PlatformEvent.KeyChanged _ -> {}
        }
        return false;
    }

    List<String> lines(String connection) {
        List<String> lines = new ArrayList<>();
        lines.add(workplace.text("terminal.pool.title") + "  " + connection);
        lines.add("");
        lines.addAll(new Listing<>(PoolColumns.of(workplace), List.copyOf(runners.values())).lines(workplace.screen()));
        return lines;
    }

    /** A change in one line. */
    String line(Replica runner) {
        String state = workplace.messages().word("replica.", runner.state());
        String reason = runner.reason() == null ? "" : " " + runner.reason();
        return "%s  %s: %s%s"
                .formatted(
                        workplace
                                .formats()
                                .timeToTheSecond(
                                        workplace.surroundings().clock().instant()),
                        runner.id(),
                        state,
                        reason);
    }
}
