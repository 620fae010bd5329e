package dev.llmaas.console.desktop.widget;

import javafx.scene.Node;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The outline of what is on its way. */
public final class Skeleton {
    private static final int ROWS = 8;

    private Skeleton() {}

    /** A bar of this size. */
    public static Region bar(double width, double height) {
        Region bar = Parts.region("skeleton");
        bar.setMinSize(width, height);
        bar.setPrefSize(width, height);
        bar.setMaxSize(width, height);
        return bar;
    }

    /** A card of this height with a heading and a body. */
    public static Node card(double height) {
        Region body = Parts.region("skeleton");
        body.setMinHeight(0);
        VBox.setVgrow(body, javafx.scene.layout.Priority.ALWAYS);
        VBox card = Parts.card(12, bar(120, 12), body);
        card.setMinHeight(height);
        card.setPrefHeight(height);
        HBox.setHgrow(card, javafx.scene.layout.Priority.ALWAYS);
        card.setMaxWidth(Double.MAX_VALUE);
        return card;
    }

    /** A table. */
    public static Node table() {
        VBox rows = Parts.column(0);
        rows.getStyleClass().add("card");
        for (int i = 0; i < ROWS; i++) {
            HBox row = Parts.row(48, bar(180 - i % 3 * 24, 12), bar(120, 12), bar(90 + i % 2 * 30, 12));
            row.getChildren().addAll(Parts.spacer(), bar(64, 12));
            row.setStyle("-fx-padding: 18px 16px 18px 16px;");
            rows.getChildren().addAll(row, Parts.rule());
        }
        return rows;
    }
}
