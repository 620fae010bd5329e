package dev.llmaas.platform.catalog;

import dev.llmaas.inference.command.CommandSpec;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A program on this machine that serves a model over OpenAI's protocol: {@code vllm serve}, {@code llama-server}...
 *
 * @param run the program and its arguments; {@code {port}} stands for the port that it shall listen on, {@code {token}} for
 *     a secret that it may ask its callers for
 * @param environment variables that it gets; secrets belong here, since the arguments are printed
 * @param directory where it runs; null for where the platform runs
 * @param readyPath answers with 200 once it serves; {@code /health} if left out
 * @param readyMax how long it may take to load the model; 20m if left out
 * @param stopGrace how long it may take to end; 10s if left out
 * @param memoryMax memory of its own that it may take, {@code 24GiB}; empty for any
 * @param model what it calls the model; empty if it uses our name
 */
public record CommandConfig(
        List<String> run,
        Map<String, Secret> environment,
        @Nullable Path directory,
        String readyPath,
        Duration readyMax,
        Duration stopGrace,
        String memoryMax,
        String model) {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,6}) ?(MiB|GiB)");

    /**
     * Fills in what the file leaves out, which the reader of the file hands over as null, and checks it all.
     *
     * @throws IllegalArgumentException with what was found and what was expected
     */
    public CommandConfig {
        run = run == null ? List.of() : List.copyOf(run);
        environment = environment == null ? Map.of() : Map.copyOf(environment);
        readyPath = readyPath == null ? CommandSpec.STANDARD_READY_PATH : readyPath;
        readyMax = readyMax == null ? CommandSpec.STANDARD_READY_MAX : readyMax;
        stopGrace = stopGrace == null ? CommandSpec.STANDARD_STOP_GRACE : stopGrace;
        memoryMax = memoryMax == null ? "" : memoryMax;
        model = model == null ? "" : model;
        if (readyMax.isNegative() || readyMax.isZero() || readyMax.compareTo(Limits.COMMAND_READY_MAX) > 0) {
            throw new IllegalArgumentException("command.ready-max: %s is not between 1ms and %d hours"
                    .formatted(readyMax, Limits.COMMAND_READY_MAX.toHours()));
        }
        if (stopGrace.isNegative() || stopGrace.isZero() || stopGrace.compareTo(Limits.COMMAND_GRACE_MAX) > 0) {
            throw new IllegalArgumentException("command.stop-grace: %s is not between 1ms and %d minutes"
                    .formatted(stopGrace, Limits.COMMAND_GRACE_MAX.toMinutes()));
        }
        CommandSpec.check(run, plain(environment), readyPath);
        bytes(memoryMax);
    }

    /** A program with the usual habits. */
    public static CommandConfig of(String... run) {
        return new CommandConfig(
                List.of(run),
                Map.of(),
                null,
                CommandSpec.STANDARD_READY_PATH,
                CommandSpec.STANDARD_READY_MAX,
                CommandSpec.STANDARD_STOP_GRACE,
                "",
                "");
    }

    private static Map<String, String> plain(Map<String, Secret> environment) {
        Map<String, String> revealed = new TreeMap<>();
        environment.forEach((name, value) -> revealed.put(name, value.reveal()));
        return revealed;
    }

    private static long bytes(String size) {
        if (size.isEmpty()) {
            return 0;
        }
        Matcher parts = SIZE.matcher(size.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "command.memory-max: '%s' is no size: write a whole number and MiB or GiB, for instance 24GiB"
                            .formatted(size));
        }
        return Long.parseLong(parts.group(1)) << (parts.group(2).equals("GiB") ? 30 : 20);
    }

    /** The program, for the pool. */
    public CommandSpec spec() {
        return new CommandSpec(
                run, plain(environment), directory, readyPath, readyMax, stopGrace, bytes(memoryMax), model);
    }
}
