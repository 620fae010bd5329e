package dev.llmaas.inference.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program that serves one model. {@code {port}} in its words and its environment is the port that it shall listen on, on
 * loopback; {@code {token}} is a secret that its callers will show as bearer token, better put into the environment than
 * into words that every user of the machine can read. {@code toString} shows neither words nor environment.
 *
 * @param words the program and its arguments
 * @param environment variables that it gets beside those that find libraries and devices
 * @param directory where it runs; null for where the platform runs
 * @param readyPath answers with 200 once it serves, for instance {@code /health}
 * @param readyMax how long it may take to load the model
 * @param stopGrace how long it may take to end when it is asked to
 * @param memoryBytesMax memory of its own that it and what it starts may take together; 0 for any
 * @param model what it calls the model; empty if it uses our name
 */
public record CommandSpec(
        List<String> words,
        Map<String, String> environment,
        @Nullable Path directory,
        String readyPath,
        Duration readyMax,
        Duration stopGrace,
        long memoryBytesMax,
        String model) {
    /** Stands for the port. */
    public static final String PORT = "{port}";

    /** Stands for the token. */
    public static final String TOKEN = "{token}";

    /** What most servers of this kind have. */
    public static final String STANDARD_READY_PATH = "/health";

    /** Large models take minutes to load. */
    public static final Duration STANDARD_READY_MAX = Duration.ofMinutes(20);

    /** Running answers are cut then. */
    public static final Duration STANDARD_STOP_GRACE = Duration.ofSeconds(10);

    /** Checks what must be there. */
    public CommandSpec {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
        check(words, environment, readyPath);
    }

    /**
     * Checks what every command must have.
     *
     * @throws IllegalArgumentException with what was found and what was expected
     */
    public static void check(List<String> words, Map<String, String> environment, String readyPath) {
        if (words.isEmpty() || words.getFirst().isBlank()) {
            throw new IllegalArgumentException("a command needs a program");
        }
        if (!mentions(words, environment, PORT)) {
            throw new IllegalArgumentException(
                    "a command must say {port} where the program learns its port, in its words or its environment");
        }
        if (!readyPath.startsWith("/")) {
            throw new IllegalArgumentException("ready-path must begin with a slash, but is " + readyPath);
        }
    }

    /** A program with the usual habits. */
    public static CommandSpec of(List<String> words) {
        return new CommandSpec(
                words, Map.of(), null, STANDARD_READY_PATH, STANDARD_READY_MAX, STANDARD_STOP_GRACE, 0, "");
    }

    /** Whether its callers show a token. */
    public boolean hasToken() {
        return mentions(words, environment, TOKEN);
    }

    /** The name of the program without its folder. */
    public String program() {
        Path name = Path.of(words.getFirst()).getFileName();
        return name == null ? words.getFirst() : name.toString();
    }

    private static boolean mentions(List<String> words, Map<String, String> environment, String mark) {
        return words.stream().anyMatch(word -> word.contains(mark))
                || environment.values().stream().anyMatch(value -> value.contains(mark));
    }

    @Override
    public String toString() {
        return "CommandSpec[%s]".formatted(program());
    }
}
