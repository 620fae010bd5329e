package dev.llmaas.console;

import dev.llmaas.client.auth.TokenStore;
import dev.llmaas.console.demo.BundledPlatform;
import dev.llmaas.console.demo.DemoCommand;
import dev.llmaas.console.i18n.Language;
import dev.llmaas.console.session.Directories;
import dev.llmaas.console.session.LocalModels;
import dev.llmaas.console.session.LocalPlatform;
import dev.llmaas.console.session.TokenStores;
import dev.llmaas.console.terminal.Screen;
import dev.llmaas.console.terminal.Surroundings;
import dev.llmaas.console.terminal.TerminalMain;
import java.io.Console;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Where the console begins: without arguments the desktop, otherwise the terminal. The only place of the console that asks
 * the environment and ends the program.
 */
public final class ConsoleMain {
    private static final String LOG_CONFIGURATION = "logback.configurationFile";

    private static final String DEMO_DATA = "demo";

    private ConsoleMain() {}

    /** Starts. */
    public static void main(String[] arguments) {
        // By name and before the first logger: other parts of the suite on the class path have a logback.xml too.
        if (System.getProperty(LOG_CONFIGURATION) == null) {
            System.setProperty(LOG_CONFIGURATION, "console-logback.xml");
        }
        if (arguments.length == 0) {
            DesktopStart.run(directories(), bundledPlatform(), null);
            return;
        }
        System.exit(TerminalMain.commands(surroundings())
                .addSubcommand(new DemoCommand(
                        bundledPlatform(),
                        directories().data().resolve(DEMO_DATA),
                        InstantSource.system(),
                        System.out,
                        System.err,
                        ConsoleMain::showDesktop))
                .execute(arguments));
    }

    private static int showDesktop(LocalPlatform running) {
        DesktopStart.run(directories(), bundledPlatform(), running);
        return 0;
    }

    /** The world of this process. */
    public static Surroundings surroundings() {
        boolean interactive =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        boolean colours = interactive && System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM"));
        Directories directories = directories();
        return new Surroundings(
                directories,
                once(() -> TokenStores.forTerminal(directories)),
                new Screen(
                        System.in,
                        writer(System.out),
                        writer(System.err),
                        interactive,
                        colours,
                        () -> TerminalBuilder.builder().system(true).build()),
                ConsoleMain::browse,
                Language.of(Locale.getDefault().toLanguageTag()),
                ZoneId.systemDefault(),
                InstantSource.system(),
                new LocalModels(
                        bundledPlatform().java(),
                        bundledPlatform().jvmArguments(),
                        bundledPlatform().classPath()));
    }

    /** Where this user's files are. */
    public static Directories directories() {
        return Directories.of(System.getProperty("os.name"), Path.of(System.getProperty("user.home")), System.getenv());
    }

    /** The platform that the launcher brings along; it may be none. */
    private static BundledPlatform bundledPlatform() {
        return new BundledPlatform(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                List.of(
                        "-Xms64m",
                        "-XX:+UseCompactObjectHeaders",
                        // Without memory it would go on with half of its threads.
                        "-XX:+ExitOnOutOfMemoryError",
                        // A cache that is missing or out of date only makes the start slower.
                        "-XX:AOTCache=" + System.getProperty("llmaas.platform.cache", "platform.aot"),
                        "-Dllmaas.runner.cache=" + System.getProperty("llmaas.runner.cache", "runner.aot"),
                        "-Xlog:aot=off,cds=off",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--enable-native-access=ALL-UNNAMED"),
                System.getProperty("llmaas.platform.class-path", ""));
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, stream.charset()), true);
    }

    /** Probing the keychain takes time, so it is done when first needed, and once. */
    private static Supplier<TokenStore> once(Supplier<TokenStore> opening) {
        return new Supplier<>() {
            private @Nullable TokenStore opened;

            @Override
            public TokenStore get() {
                if (opened == null) {
                    opened = opening.get();
                }
                return opened;
            }
        };
    }

    /** The programs that open an address in the user's browser, without a desktop toolkit in this process. */
    private static void browse(URI address) {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        List<String> command = system.startsWith("windows")
                ? List.of("rundll32", "url.dll,FileProtocolHandler", address.toString())
                : List.of(system.startsWith("mac") ? "open" : "xdg-open", address.toString());
        try {
            new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException none) {
            throw new UnsupportedOperationException("No program opens addresses here.", none);
        }
    }
}
