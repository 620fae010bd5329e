package dev.llmaas.inference.command;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the process between is told, as one line of JSON on its standard input: a command line could be read by others.
 *
 * @param words the program and its arguments
 * @param environment variables for it
 * @param directory where it runs, or null
 * @param readyPath answers with 200 once it serves
 * @param readyMaxMs how long it may take to load the model
 * @param stopGraceMs how long it may take to end
 */
public record CommandOrder(
        List<String> words,
        Map<String, String> environment,
        @Nullable String directory,
        String readyPath,
        long readyMaxMs,
        long stopGraceMs) {
    /** Copies its collections. */
    public CommandOrder {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    /** The order of a specification. */
    public static CommandOrder of(CommandSpec spec) {
        return new CommandOrder(
                spec.words(),
                spec.environment(),
                spec.directory() == null ? null : spec.directory().toString(),
                spec.readyPath(),
                spec.readyMax().toMillis(),
                spec.stopGrace().toMillis());
    }

    @Override
    public String toString() {
        return "CommandOrder[%d words]".formatted(words.size());
    }
}
