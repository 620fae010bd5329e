package dev.llmaas.console;

import javafx.application.Application;

/** Starts the desktop. A class of its own, so that the terminal runs where no JavaFX can be loaded. */
final class DesktopStart {
    private DesktopStart() {}

    static void run() {
        try {
            Class<?> app = Class.forName("dev.llmaas.console.desktop.DesktopApp");
            Application.launch(app.asSubclass(Application.class));
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException("This console was built without its desktop.", missing);
        }
    }
}
