package dev.llmaas.console.terminal;

import dev.llmaas.client.auth.TokenStore;
import dev.llmaas.console.i18n.Language;
import dev.llmaas.console.session.Directories;
import dev.llmaas.console.session.LocalModels;
import dev.llmaas.console.session.MemoryTokenStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Consumer;
import org.jline.terminal.impl.DumbTerminal;

/**
 * A person or a script that types commands; a session lasts from one to the next.
 *
 * @param home where its files are
 * @param store where its sessions are
 * @param input what comes in
 * @param interactive whether a person types
 * @param language what it reads
 * @param browser what opens addresses
 */
record Typing(
        Path home, TokenStore store, String input, boolean interactive, Language language, Consumer<URI> browser) {
    /**
     * How a command ended.
     *
     * @param exitCode its exit code
     * @param out results
     * @param err everything else
     */
    record Ended(int exitCode, String out, String err) {}

    static Typing in(Path home) {
        return new Typing(home, new MemoryTokenStore(), "", false, Language.ENGLISH, address -> {
            throw new UnsupportedOperationException("no browser");
        });
    }

    Typing withInput(String text) {
        return new Typing(home, store, text, interactive, language, browser);
    }

    Typing asPerson(String text) {
        return new Typing(home, store, text, true, language, browser);
    }

    Typing in(Language spoken) {
        return new Typing(home, store, input, interactive, spoken, browser);
    }

    Typing withBrowser(Consumer<URI> opened) {
        return new Typing(home, store, input, interactive, language, opened);
    }

    Ended type(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream drawn = new ByteArrayOutputStream();
        Surroundings surroundings = new Surroundings(
                new Directories(home.resolve("config"), home.resolve("data")),
                () -> store,
                new Screen(
                        new ByteArrayInputStream(bytes),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        interactive,
                        false,
                        () -> new DumbTerminal(
                                "test", "dumb", new ByteArrayInputStream(bytes), drawn, StandardCharsets.UTF_8)),
                browser,
                language,
                ZoneOffset.UTC,
                InstantSource.system(),
                new LocalModels(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"),
                        System.getProperty("java.class.path")));
        int exitCode = TerminalMain.run(surroundings, arguments);
        return new Ended(exitCode, out + drawn.toString(StandardCharsets.UTF_8), err.toString());
    }
}
