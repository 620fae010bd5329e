package dev.llmaas.console.terminal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the store of this machine is; every command about it takes this. Filled by picocli. */
final class StoreOptions {
    @Option(names = "--store", paramLabel = "DIRECTORY", descriptionKey = "terminal.help.models.store")
    private @Nullable String store;

    /** A command line of the store: these words, then where it is. */
    List<String> words(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        add(all, "--store", store);
        return all;
    }

    /** Adds an option that was given. */
    static void add(List<String> words, String option, @Nullable Object value) {
        if (value != null) {
            words.add(option);
            words.add(value.toString());
        }
    }
}
