package dev.llmaas.console.desktop;

import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.desktop.theme.Stylesheets;
import dev.llmaas.console.desktop.theme.Theme;
import java.util.Map;
import java.util.function.Function;
import javafx.application.Application;
import javafx.application.HostServices;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.input.Clipboard;
import javafx.scene.input.DataFormat;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/** The window. JavaFX makes it, so what it needs is handed over before the launch. */
public final class DesktopApp extends Application {
    private static final double WIDTH = 1440;
    private static final double HEIGHT = 900;
    private static final double WIDTH_MIN = 1080;
    private static final double HEIGHT_MIN = 680;

    // JavaFX calls the constructor without arguments: this is the one door through which anything can come in.
    private static @Nullable Start start;

    private @Nullable ConsoleApp console;

    /**
     * What the program hands over.
     *
     * @param surroundings what the console finds on the machine, given the services of the desktop
     * @param systemLanguage the tag of the machine's language
     */
    private record Start(Function<HostServices, ConsoleApp.Surroundings> surroundings, String systemLanguage) {}

    /**
     * Shows the window and returns when it is closed. May be called once in a process.
     *
     * @param surroundings what the console finds on the machine; it may open addresses with {@link #browser}
     * @param systemLanguage the tag of the machine's language, for instance {@code fr}
     */
    public static void show(Function<HostServices, ConsoleApp.Surroundings> surroundings, String systemLanguage) {
        start = new Start(surroundings, systemLanguage);
        launch(DesktopApp.class);
    }

    /** Opens addresses with the browser of the machine. */
    public static java.util.function.Consumer<java.net.URI> browser(HostServices services) {
        return new Browser(services);
    }

    /** Puts texts on the clipboard of the machine. */
    public static java.util.function.Consumer<String> clipboard() {
        return text -> Clipboard.getSystemClipboard().setContent(Map.of(DataFormat.PLAIN_TEXT, text));
    }

    @Override
    public void start(Stage stage) {
        Start given = start;
        if (given == null) {
            throw new IllegalStateException("The window is opened by DesktopApp.show.");
        }
        ConsoleApp.Surroundings surroundings = given.surroundings().apply(getHostServices());
        Appearance appearance = new Appearance(surroundings.profiles(), given.systemLanguage());
        console = open(stage, surroundings, appearance);
        stage.show();
    }

    /** Puts the console into a stage, which the caller shows. */
    static ConsoleApp open(Stage stage, ConsoleApp.Surroundings surroundings, Appearance appearance) {
        ConsoleApp console = new ConsoleApp(surroundings, appearance, new Background(Platform::runLater));
        Scene scene = new Scene(console.root(), WIDTH, HEIGHT);
        Stylesheets stylesheets = new Stylesheets(scene);
        Theme theme = appearance.themeProperty().get();
        stylesheets.use(theme);
        appearance.themeProperty().addListener((_, _, chosen) -> stylesheets.use(chosen));
        stage.setTitle("llmaas");
        stage.setMinWidth(WIDTH_MIN);
        stage.setMinHeight(HEIGHT_MIN);
        stage.setScene(scene);
        return console;
    }

    @Override
    public void stop() {
        ConsoleApp open = console;
        if (open != null) {
            open.close();
        }
    }
}
