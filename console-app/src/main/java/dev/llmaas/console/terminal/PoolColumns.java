package dev.llmaas.console.terminal;

import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaLoad;
import dev.llmaas.console.i18n.Formats;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** How runners stand in a list. */
final class PoolColumns {
    private PoolColumns() {}

    static List<Column<Replica>> of(Workplace workplace) {
        Formats formats = workplace.formats();
        return List.of(
                Column.text("id", workplace.text("terminal.pool.id"), Replica::id),
                Column.text("model", workplace.text("terminal.pool.model"), Replica::model),
                Column.text("node", workplace.text("terminal.pool.node"), Replica::node),
                Column.text(
                        "device",
                        workplace.text("terminal.pool.device"),
                        runner -> runner.device() == null ? "" : runner.device()),
                Column.shown(
                        "state",
                        workplace.text("terminal.pool.state"),
                        runner -> workplace.messages().word("replica.", runner.state()),
                        runner -> runner.state().name().toLowerCase(Locale.ROOT)),
                Column.number(
                        "running",
                        workplace.text("terminal.pool.slots"),
                        runner -> runner.load().running() + "/" + runner.load().slots(),
                        runner -> runner.load().running()),
                Column.number(
                        "waiting",
                        workplace.text("terminal.pool.queue"),
                        runner -> formats.count(runner.load().waiting()),
                        runner -> runner.load().waiting()),
                Column.number(
                        "expected_wait_ms",
                        workplace.text("terminal.pool.wait"),
                        runner ->
                                formats.duration(Duration.ofMillis(runner.load().expectedWaitMs())),
                        runner -> runner.load().expectedWaitMs()),
                Column.number(
                        "generated_tokens_per_second",
                        workplace.text("terminal.pool.tokens"),
                        runner -> formats.rate(runner.load().generatedTokensPerSecond()),
                        runner -> runner.load().generatedTokensPerSecond()),
                Column.number(
                        "prompt_tokens_per_second",
                        workplace.text("terminal.pool.read"),
                        runner -> formats.rate(runner.load().promptTokensPerSecond()),
                        runner -> runner.load().promptTokensPerSecond()),
                Column.number(
                        "cache_hit_ratio",
                        workplace.text("terminal.pool.cache"),
                        runner -> formats.percent(runner.load().cacheHitRatio()),
                        runner -> runner.load().cacheHitRatio()),
                Column.number(
                        "memory_bytes",
                        workplace.text("terminal.pool.memory"),
                        runner -> formats.bytes(memory(runner.load())),
                        runner -> memory(runner.load())),
                Column.text("reason", workplace.text("terminal.pool.reason"), Replica::reason));
    }

    /** Memory of the device where it tells, of the process where it does not. */
    private static long memory(ReplicaLoad load) {
        return load.deviceMemoryBytes() > 0 ? load.deviceMemoryBytes() : load.memoryBytes();
    }
}
