package dev.llmaas.console.desktop.widget;

import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** More about the row that is open, beside the table. Escape closes it. */
public final class SidePanel extends VBox {
    private static final double WIDTH = 400;

    /** A panel with this content; {@code closed} is called when the user is done with it. */
    public SidePanel(String title, Node below, Node content, Ui ui, Runnable closed) {
        getStyleClass().add("side-panel");
        Label heading = Parts.label(title, "h2");
        VBox words = Parts.column(4, heading, below);
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        HBox head = Parts.row(8, words, Parts.iconButton(Feather.X, ui.text("action.close"), closed));
        head.getStyleClass().add("side-head");
        head.setAlignment(javafx.geometry.Pos.TOP_LEFT);
        content.getStyleClass().add("side-body");
        ScrollPane scroll = Parts.scroll(content, "clear-scroll");
        VBox.setVgrow(scroll, Priority.ALWAYS);
        getChildren().addAll(head, scroll);
        setMinWidth(WIDTH);
        setPrefWidth(WIDTH);
        setMaxWidth(WIDTH);
        setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                closed.run();
                event.consume();
            }
        });
    }
}
