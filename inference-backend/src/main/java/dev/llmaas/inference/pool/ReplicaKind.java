package dev.llmaas.inference.pool;

import dev.llmaas.inference.EngineLoad;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import dev.llmaas.inference.command.CommandSpec;
import dev.llmaas.inference.runner.RunnerArguments;
import dev.llmaas.inference.runner.RunnerClient;
import dev.llmaas.inference.runner.RunnerProcess;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** In what a runner of ours and a program of others differ for whoever keeps it running. Immutable. */
final class ReplicaKind {
    /** What the process between may take to notice and to tell that a program is not ready in time. */
    private static final Duration START_GRACE = Duration.ofSeconds(30);

    private final ReplicaSpec spec;
    private final PoolOptions options;

    ReplicaKind(ReplicaSpec spec, PoolOptions options) {
        this.spec = spec;
        this.options = options;
    }

    /** Starts its process, whose callers will show the token. */
    RunnerProcess start(String token) {
        RunnerProcess.Launch launch = new RunnerProcess.Launch(options.java(), options.classPath(), options.cache());
        CommandSpec command = spec.command();
        if (command != null) {
            return RunnerProcess.start(launch, command, token);
        }
        EngineSpec engine = spec.engine();
        EngineSpec withNatives = engine.natives() == null ? engine.withNatives(options.natives()) : engine;
        return RunnerProcess.start(launch, new RunnerArguments(withNatives, options.node()), token);
    }

    /** How long it may take to load its model. */
    Duration startMax() {
        CommandSpec command = spec.command();
        return command == null
                ? options.timings().startMax()
                : command.readyMax().plus(START_GRACE);
    }

    /** Where it answers. */
    Endpoint endpoint(RunnerProcess started, int port) {
        URI address = RunnerProcess.baseUrl(port);
        CommandSpec command = spec.command();
        if (command == null) {
            return new Endpoint(
                    address,
                    started.authorization(),
                    Protocol.RUNNER,
                    spec.engine().scheme(),
                    options.node());
        }
        return new Endpoint(
                address,
                command.hasToken() ? started.authorization() : "",
                Protocol.OPENAI,
                command.program(),
                options.node(),
                command.model().equals(spec.engine().name()) ? "" : command.model(),
                null,
                null);
    }

    /** How busy it is; of a program of others what it tells Prometheus, if anything. Empty if it does not answer. */
    Optional<EngineLoad> load(RunnerClient client, Endpoint endpoint, Duration max) throws InterruptedException {
        CommandSpec command = spec.command();
        if (command == null) {
            return client.load(endpoint.baseUrl(), endpoint.authorization(), max);
        }
        URI well = endpoint.baseUrl().resolve(command.readyPath());
        if (!client.isWell(well, endpoint.authorization(), max)) {
            return Optional.empty();
        }
        int slots = Math.max(1, spec.engine().slots());
        URI metrics = endpoint.baseUrl().resolve(ServerMetrics.PATH);
        return client.page(metrics, endpoint.authorization(), max, ServerMetrics.BYTES_MAX)
                .flatMap(page -> ServerMetrics.read(page, slots))
                .or(() -> Optional.of(EngineLoad.idle(slots)));
    }

    /**
     * Makes sure that it keeps to its bound.
     *
     * @throws EngineStartException if it takes more
     */
    void requireModesty(long memoryBytes) {
        CommandSpec command = spec.command();
        if (command != null && command.memoryBytesMax() > 0 && memoryBytes > command.memoryBytesMax()) {
            throw new EngineStartException(
                    Reason.OUT_OF_MEMORY,
                    "The program took %,d MiB of memory, more than its %,d MiB, was ended and starts again."
                            .formatted(memoryBytes >> 20, command.memoryBytesMax() >> 20));
        }
    }

    /** The sentence about its end. */
    String ended(String clause) {
        return spec.command() == null
                ? "The runner %s and starts again.".formatted(clause)
                : "The program %s It starts again.".formatted(clause.endsWith(".") ? clause : clause + ".");
    }
}
