package dev.llmaas.console.desktop.theme;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.List;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.text.Font;

/** Dresses a scene in a theme. Call from the FX thread only. */
public final class Stylesheets {
    private static final List<String> FONTS = List.of(
            "Inter-Regular.ttf",
            "Inter-Medium.ttf",
            "Inter-SemiBold.ttf",
            "JetBrainsMono-Regular.ttf",
            "JetBrainsMono-Medium.ttf");

    private static final double ANY_SIZE = 13;

    private Theme theme = Theme.SYSTEM;
    private final Scene scene;

    /** Dresses {@code scene} as the machine is set, and follows the machine while the theme is {@link Theme#SYSTEM}. */
    public Stylesheets(Scene scene) {
        this.scene = scene;
        loadFonts();
        Platform.getPreferences().colorSchemeProperty().subscribe(this::dress);
    }

    /** Changes the theme. */
    public void use(Theme chosen) {
        theme = chosen;
        dress();
    }

    /** Whether the colours are now those of the dark theme. */
    public boolean isDark() {
        return switch (theme) {
            case DARK -> true;
            case LIGHT -> false;
            case SYSTEM -> Platform.getPreferences().getColorScheme() == ColorScheme.DARK;
        };
    }

    private void dress() {
        boolean dark = isDark();
        // Before anything is shown: the base must be there when controls measure themselves.
        Application.setUserAgentStylesheet(
                dark ? new PrimerDark().getUserAgentStylesheet() : new PrimerLight().getUserAgentStylesheet());
        scene.getStylesheets().setAll(address(dark ? "tokens-dark.css" : "tokens-light.css"), address("console.css"));
    }

    private static void loadFonts() {
        for (String file : FONTS) {
            try (InputStream font = Stylesheets.class.getResourceAsStream("fonts/" + file)) {
                if (font == null || Font.loadFont(font, ANY_SIZE) == null) {
                    throw new IllegalStateException("The font %s is missing from the console.".formatted(file));
                }
            } catch (IOException e) {
                throw new UncheckedIOException("The font %s cannot be read.".formatted(file), e);
            }
        }
    }

    private static String address(String file) {
        URL url = Stylesheets.class.getResource(file);
        if (url == null) {
            throw new IllegalStateException("The stylesheet %s is missing from the console.".formatted(file));
        }
        return url.toExternalForm();
    }
}
