package dev.llmaas.console;

import dev.llmaas.console.demo.BundledPlatform;
import dev.llmaas.console.desktop.ConsoleApp;
import dev.llmaas.console.desktop.DesktopApp;
import dev.llmaas.console.session.Directories;
import dev.llmaas.console.session.LocalPlatform;
import dev.llmaas.console.session.Profiles;
import dev.llmaas.console.session.TokenStores;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts the desktop. A class of its own, so that the terminal runs where no JavaFX can be loaded. */
final class DesktopStart {
    private static final String DATA = "platform";

    private DesktopStart() {}

    /**
     * Shows the window and returns when it is closed.
     *
     * @param running a platform that runs already and stays, or null
     */
    static void run(Directories directories, BundledPlatform bundled, @Nullable LocalPlatform running) {
        LocalPlatform.@Nullable Launch launch =
                bundled.isPresent() ? bundled.launch(directories.data().resolve(DATA), 0, Map.of()) : null;
        DesktopApp.show(
                services -> new ConsoleApp.Surroundings(
                        new Profiles(directories.config()),
                        TokenStores.forDesktop(directories),
                        InstantSource.system(),
                        ZoneId.systemDefault(),
                        launch,
                        running,
                        DesktopApp.browser(services),
                        DesktopApp.clipboard()),
                Locale.getDefault().toLanguageTag());
    }
}
