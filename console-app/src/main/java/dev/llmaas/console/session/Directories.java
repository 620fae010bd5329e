package dev.llmaas.console.session;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Where this user's files belong, by the habits of the operating system.
 *
 * @param config small files that the user would miss: profiles, preferences, the session
 * @param data large files that can be made again: the platform of "try it locally"
 */
public record Directories(Path config, Path data) {
    private static final String NAME = "llmaas";

    /**
     * The directories of a user.
     *
     * @param systemName the name of the operating system, as Java spells it
     * @param home the user's home
     * @param environment variables: {@code XDG_CONFIG_HOME} and {@code XDG_DATA_HOME} (XDG base directories), or
     *     {@code APPDATA} and {@code LOCALAPPDATA} on Windows
     */
    public static Directories of(String systemName, Path home, Map<String, String> environment) {
        String system = systemName.toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            return new Directories(
                    named(environment, "APPDATA", home.resolve("AppData/Roaming")),
                    named(environment, "LOCALAPPDATA", home.resolve("AppData/Local")));
        }
        if (system.startsWith("mac")) {
            Path support = home.resolve("Library/Application Support").resolve(NAME);
            return new Directories(support, support);
        }
        return new Directories(
                named(environment, "XDG_CONFIG_HOME", home.resolve(".config")),
                named(environment, "XDG_DATA_HOME", home.resolve(".local/share")));
    }

    // The XDG specification: a relative path is to be ignored.
    private static Path named(Map<String, String> environment, String variable, Path otherwise) {
        String value = environment.getOrDefault(variable, "");
        Path chosen = value.isEmpty() ? otherwise : Path.of(value);
        return (chosen.isAbsolute() ? chosen : otherwise).resolve(NAME);
    }
}
