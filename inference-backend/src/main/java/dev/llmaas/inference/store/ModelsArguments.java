package dev.llmaas.inference.store;

import dev.llmaas.api.models.StoreEvent.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The command line of the store's process.
 *
 * @param words command and names, in their order
 * @param options {@code --option VALUE}
 * @param flags {@code --option} alone
 */
record ModelsArguments(List<String> words, Map<String, String> options, Set<String> flags) {
    private static final Set<String> OPTIONS = Set.of(
            "--store",
            "--hub",
            "--token-file",
            "--ca-file",
            "--sha256",
            "--parts",
            "--slots",
            "--context",
            "--threads",
            "--natives");

    private static final Set<String> FLAGS = Set.of("--accept-licence", "--allow-requantize");

    ModelsArguments {
        words = List.copyOf(words);
        options = Map.copyOf(options);
        flags = Set.copyOf(flags);
    }

    /** Reads a command line. */
    static ModelsArguments of(List<String> given) {
        List<String> words = new ArrayList<>();
        Map<String, String> options = new HashMap<>();
        Set<String> flags = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            String word = given.get(i);
            if (FLAGS.contains(word)) {
                flags.add(word);
            } else if (OPTIONS.contains(word) && i + 1 < given.size()) {
                options.put(word, given.get(++i));
            } else if (word.startsWith("--")) {
                throw new StoreException(Reason.INVALID, "%s is no option, or lacks its value.".formatted(word));
            } else {
                words.add(word);
            }
        }
        return new ModelsArguments(words, options, flags);
    }

    String command() {
        return words.isEmpty() ? "" : words.getFirst();
    }

    /** The names behind the command, of which there must be so many. */
    List<String> names(int count) {
        if (words.size() != count + 1) {
            throw new StoreException(
                    Reason.INVALID,
                    "%s takes %d names, and %d were given.".formatted(command(), count, words.size() - 1));
        }
        return words.subList(1, words.size());
    }

    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }

    /** A whole number between bounds. */
    int number(String name, int otherwise, int max) {
        String text = options.get(name);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > max) {
            throw new StoreException(Reason.INVALID, "%s must be a whole number from 1 to %,d.".formatted(name, max));
        }
        return Integer.parseInt(text);
    }
}
