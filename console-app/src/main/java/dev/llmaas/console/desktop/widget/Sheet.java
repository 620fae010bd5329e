package dev.llmaas.console.desktop.widget;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** The paper of a dialog: a heading, a body that scrolls if it must, and buttons. */
public final class Sheet extends VBox {
    private static final double HEIGHT_MAX = 720;

    /** A dialog of this width. */
    public Sheet(String title, String sentence, double width, Node body, List<? extends Node> buttons) {
        getStyleClass().add("sheet");
        VBox head = Parts.column(4, Parts.paragraph(title, "h1"));
        if (!sentence.isEmpty()) {
            head.getChildren().add(Parts.paragraph(sentence, "muted"));
        }
        head.getStyleClass().add("sheet-head");
        body.getStyleClass().add("sheet-body");
        ScrollPane scroll = Parts.scroll(new Fitted(body, width), "clear-scroll");
        VBox.setVgrow(scroll, Priority.ALWAYS);
        HBox foot = Parts.row(8);
        foot.getStyleClass().add("sheet-foot");
        foot.getChildren().setAll(buttons);
        foot.setAlignment(javafx.geometry.Pos.CENTER_RIGHT);
        head.setMinHeight(Region.USE_PREF_SIZE);
        foot.setMinHeight(Region.USE_PREF_SIZE);
        getChildren().addAll(head, scroll, foot);
        setPrefWidth(width);
        setMaxHeight(HEIGHT_MAX);
    }

    /** Asks its content for its height at the width of the sheet, so that lines that break are counted. */
    private static final class Fitted extends StackPane {
        private final double width;

        private Fitted(Node body, double width) {
            super(body);
            this.width = width;
        }

        @Override
        protected double computePrefHeight(double given) {
            return super.computePrefHeight(given < 0 ? width : given);
        }
    }
}
