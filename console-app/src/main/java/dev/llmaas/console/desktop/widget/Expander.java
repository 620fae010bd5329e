package dev.llmaas.console.desktop.widget;

import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableStringValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Content that is shown when its heading is pressed. */
public final class Expander extends VBox {
    private final BooleanProperty open = new SimpleBooleanProperty();

    /** A heading over content that is not shown yet. */
    public Expander(ObservableStringValue name, Node content) {
        super(8);
        Button heading = Parts.button("", () -> open.set(!open.get()), "expander");
        heading.textProperty().bind(name);
        heading.setMaxWidth(Double.MAX_VALUE);
        heading.setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(heading, content);
        open.subscribe(isOpen -> {
            heading.setGraphic(Parts.icon(isOpen ? Feather.CHEVRON_DOWN : Feather.CHEVRON_RIGHT, "icon-small"));
            content.setVisible(isOpen);
            content.setManaged(isOpen);
        });
    }

    /** Whether the content is shown. */
    public BooleanProperty openProperty() {
        return open;
    }
}
