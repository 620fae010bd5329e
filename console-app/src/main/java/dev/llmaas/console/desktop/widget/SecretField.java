package dev.llmaas.console.desktop.widget;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** A secret that is shown once: to copy, and to confirm that it was stored. */
public final class SecretField extends VBox {
    private final CheckBox stored;

    /** Shows {@code secret}. */
    public SecretField(String secret, Ui ui) {
        super(12);
        TextField field = new TextField(secret);
        field.setId("secret");
        field.setEditable(false);
        field.getStyleClass().add("mono");
        field.setAccessibleText(ui.text("secret.name"));
        HBox.setHgrow(field, Priority.ALWAYS);
        Button copy = Parts.button(ui.text("action.copy"), () -> ui.copy(secret), "accent");
        copy.setGraphic(Parts.icon(Feather.COPY, "on-accent"));
        stored = new CheckBox(ui.text("secret.stored"));
        stored.setId("secret-stored");
        getChildren().addAll(Parts.row(8, field, copy), stored);
    }

    /** Whether the user says that it is stored. */
    public ReadOnlyBooleanProperty storedProperty() {
        return stored.selectedProperty();
    }
}
