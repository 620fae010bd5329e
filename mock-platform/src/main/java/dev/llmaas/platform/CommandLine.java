package dev.llmaas.platform;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the platform is told at its start.
 *
 * @param demo whether to run the demonstration
 * @param data the data directory, or null
 * @param port of HTTPS, or null
 * @param configFile the configuration, or null
 * @param help whether only to print what can be told
 */
record CommandLine(
        boolean demo,
        @Nullable Path data,
        @Nullable Integer port,
        @Nullable Path configFile,
        boolean help) {
    static final String USAGE = """
            usage: llmaas platform [--config FILE] [--data DIR] [--port N] [--demo]

              --config FILE   reads FILE; LLMAAS_SERVER_PORT=9443 in the environment goes before server.port of it
              --data DIR      keeps everything in DIR; ./llmaas-data if left out
              --port N        listens on N, 0 for any free port; 8443 if left out
              --demo          a model, a sign-in provider and users to try things out; not for real work
            """;

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException with a sentence, if it cannot be understood
     */
    static CommandLine parse(List<String> arguments) {
        CommandLine line = new CommandLine(false, null, null, null, false);
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            int equals = argument.indexOf('=');
            String option = equals < 0 ? argument : argument.substring(0, equals);
            line = switch (option) {
                case "--demo" -> line.withDemo();
                case "--help", "-h" -> line.withHelp();
                case "--data" -> line.withData(path(option, value(argument, equals, rest)));
                case "--config" -> line.withConfigFile(path(option, value(argument, equals, rest)));
                case "--port" -> line.withPort(number(value(argument, equals, rest)));
                default ->
                    throw new IllegalArgumentException(
                            "%s is no option of the platform; --help lists them.".formatted(option));
            };
        }
        return line;
    }

    private CommandLine withDemo() {
        return new CommandLine(true, data, port, configFile, help);
    }

    private CommandLine withHelp() {
        return new CommandLine(demo, data, port, configFile, true);
    }

    private CommandLine withData(Path changed) {
        return new CommandLine(demo, changed, port, configFile, help);
    }

    private CommandLine withPort(int changed) {
        return new CommandLine(demo, data, changed, configFile, help);
    }

    private CommandLine withConfigFile(Path changed) {
        return new CommandLine(demo, data, port, changed, help);
    }

    private static String value(String argument, int equals, Iterator<String> rest) {
        if (equals >= 0) {
            return argument.substring(equals + 1);
        }
        if (!rest.hasNext()) {
            throw new IllegalArgumentException("%s needs a value; --help shows how.".formatted(argument));
        }
        return rest.next();
    }

    private static Path path(String option, String text) {
        try {
            if (text.isBlank()) {
                throw new IllegalArgumentException("%s needs a value; --help shows how.".formatted(option));
            }
            return Path.of(text);
        } catch (InvalidPathException unusable) {
            throw new IllegalArgumentException("%s: %s is no path.".formatted(option, text), unusable);
        }
    }

    private static int number(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException unreadable) {
            // told below, like a number out of bounds
        }
        throw new IllegalArgumentException("--port: %s is not between 0 and 65535.".formatted(text));
    }
}
