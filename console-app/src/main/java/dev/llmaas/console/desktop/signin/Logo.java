package dev.llmaas.console.desktop.signin;

import dev.llmaas.console.desktop.widget.Parts;
import javafx.scene.Node;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;

/** The mark of the product: three bars that grow, as a stream of tokens does. */
public final class Logo {
    private static final double[] HEIGHTS = {6, 10, 14};

    private Logo() {}

    /** The mark. */
    public static Node node() {
        HBox bars = new HBox(2.5);
        bars.setAlignment(javafx.geometry.Pos.BOTTOM_CENTER);
        bars.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        for (double height : HEIGHTS) {
            Region bar = Parts.region("logo-bar");
            bar.setMinSize(3.5, height);
            bar.setMaxSize(3.5, height);
            bars.getChildren().add(bar);
        }
        StackPane logo = new StackPane(bars);
        logo.getStyleClass().add("logo");
        return logo;
    }
}
