package dev.llmaas.inference.store;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where the store of a machine is unless somebody says otherwise. */
public final class StoreDirectory {
    /** The variable that says otherwise, for the terminal and the platform alike. */
    public static final String VARIABLE = "LLMAAS_MODELS_DIRECTORY";

    private static final Path BELOW = Path.of("llmaas", "models");

    private StoreDirectory() {}

    /**
     * The directory: the variable's, or {@code llmaas/models} where this user's data belongs.
     *
     * @param systemName the name of the operating system, as Java spells it
     * @param home the user's home
     * @param environment the variables of the process
     */
    public static Path of(String systemName, Path home, Map<String, String> environment) {
        String chosen = environment.getOrDefault(VARIABLE, "");
        if (!chosen.isBlank()) {
            return Path.of(chosen).toAbsolutePath().normalize();
        }
        String system = systemName.toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            return named(environment, "LOCALAPPDATA", home.resolve("AppData/Local"));
        }
        if (system.startsWith("mac")) {
            return home.resolve("Library/Application Support").resolve(BELOW);
        }
        return named(environment, "XDG_DATA_HOME", home.resolve(".local/share"));
    }

    // The XDG specification: a relative path is to be ignored.
    private static Path named(Map<String, String> environment, String variable, Path otherwise) {
        String value = environment.getOrDefault(variable, "");
        Path chosen = value.isEmpty() ? otherwise : Path.of(value);
        return (chosen.isAbsolute() ? chosen : otherwise).resolve(BELOW);
    }
}
