package dev.llmaas.console.desktop.playground;

import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.Ui;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import org.jspecify.annotations.Nullable;

/** A model in the list: its name, and whether it can answer. */
final class ModelCell extends ListCell<CatalogModel> {
    private final Ui ui;

    ModelCell(Ui ui) {
        this.ui = ui;
    }

    @Override
    protected void updateItem(@Nullable CatalogModel model, boolean empty) {
        super.updateItem(model, empty);
        if (empty || model == null) {
            setGraphic(null);
            setAccessibleText("");
            return;
        }
        String state = ui.text(model.available() ? "playground.available" : "playground.unavailable");
        Label name = Parts.label(model.id(), "strong");
        setGraphic(Parts.row(8, Parts.region("dot", model.available() ? "success" : "warning"), name));
        setAccessibleText(model.id() + ", " + state);
    }
}
