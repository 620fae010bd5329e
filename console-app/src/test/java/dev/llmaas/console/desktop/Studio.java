package dev.llmaas.console.desktop;

import dev.llmaas.console.desktop.theme.Stylesheets;
import dev.llmaas.console.desktop.theme.Theme;
import dev.llmaas.console.desktop.widget.Overlay;
import dev.llmaas.console.desktop.widget.Ui;
import dev.llmaas.console.i18n.Formats;
import dev.llmaas.console.i18n.Language;
import dev.llmaas.console.i18n.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import javafx.embed.swing.SwingFXUtils;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TableCell;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.StackPane;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import javax.imageio.ImageIO;

/** Takes pictures of views: a stage without a display, one theme and one language. */
final class Studio {
    static final double WIDTH = 1440;
    static final double HEIGHT = 900;
    static final ZoneId ZONE = ZoneId.of("Europe/Paris");

    private final Path directory;
    private final String suffix;
    private final Overlay overlay;
    private final StackPane root;
    private final Stage stage;
    private final Ui ui;

    Studio(Path directory, Theme theme, Language language) {
        this.directory = directory;
        this.suffix = "-%s-%s.png".formatted(theme.tag(), language.tag());
        Messages messages = Messages.of(language);
        this.overlay = Stageful.onScreen(Overlay::new);
        this.ui = new Ui(
                messages, new Formats(messages, ZONE), InstantSource.fixed(Samples.NOW), _ -> {}, _ -> {}, overlay);
        this.root = Stageful.onScreen(StackPane::new);
        this.stage = Stageful.onScreen(() -> {
            Stage made = new Stage();
            Scene scene = new Scene(root, WIDTH, HEIGHT);
            new Stylesheets(scene).use(theme);
            made.setScene(scene);
            made.setX(0);
            made.setY(0);
            made.show();
            return made;
        });
    }

    Ui ui() {
        return ui;
    }

    Overlay overlay() {
        return overlay;
    }

    void show(Parent view) {
        Stageful.onScreen(() -> root.getChildren().setAll(view, overlay));
        Stageful.pulses(3);
    }

    void closeDialogs() {
        Stageful.onScreen(() -> {
            while (overlay.isOpen()) {
                overlay.close();
            }
            return true;
        });
    }

    void close() {
        Stageful.onScreen(() -> {
            stage.hide();
            return true;
        });
    }

    /** Writes the picture and returns the labels that are cut off. */
    List<String> take(String name) {
        Stageful.pulses(12); // dialogs fade in
        WritableImage image = Stageful.onScreen(() -> {
            root.applyCss();
            root.layout();
            return root.getScene().snapshot(null);
        });
        try {
            Files.createDirectories(directory);
            ImageIO.write(
                    SwingFXUtils.fromFXImage(image, null),
                    "png",
                    directory.resolve(name + suffix).toFile());
        } catch (IOException e) {
            throw new IllegalStateException("The picture %s cannot be written.".formatted(name), e);
        }
        return Stageful.onScreen(() -> {
            List<String> cut = new ArrayList<>();
            collect(root, cut, name + suffix);
            return cut;
        });
    }

    private static void collect(Node node, List<String> cut, String picture) {
        if (!node.isVisible() || node.getOpacity() == 0) {
            return;
        }
        if (node instanceof Labeled labeled && isCut(labeled)) {
            cut.add("%s: \"%s\"".formatted(picture, labeled.getText()));
        }
        if (node instanceof Labeled labeled && isOutside(labeled)) {
            cut.add("%s: outside of the window: \"%s\"".formatted(picture, labeled.getText()));
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> collect(child, cut, picture));
        }
    }

    // A label that was told that it may shrink to nothing is one whose text has no bound: the name of a key, an
    // address.
    private static boolean isCut(Labeled labeled) {
        String text = labeled.getText();
        if (text == null || text.isEmpty() || labeled.getMinWidth() == 0 || labeled instanceof TableCell) {
            return false;
        }
        return labeled.lookup(".text") instanceof Text shown
                && shown.getParent() == labeled
                && !labeled.isWrapText()
                && !shown.getText().equals(text);
    }

    private static boolean isOutside(Labeled labeled) {
        if (labeled.getText() == null || labeled.getText().isEmpty() || scrolls(labeled)) {
            return false;
        }
        Bounds bounds = labeled.localToScene(labeled.getLayoutBounds());
        return bounds.getMinX() < -1 || bounds.getMaxX() > WIDTH + 1 || bounds.getMaxY() > HEIGHT + 1;
    }

    private static boolean scrolls(Node node) {
        for (Node at = node; at != null; at = at.getParent()) {
            if (at instanceof ScrollPane) {
                return true;
            }
        }
        return false;
    }
}
