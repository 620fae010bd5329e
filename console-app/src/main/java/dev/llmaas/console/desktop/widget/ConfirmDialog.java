package dev.llmaas.console.desktop.widget;

import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;

/** Asks before something that cannot be undone: says what will break, and has the name typed. */
public final class ConfirmDialog {
    private static final double WIDTH = 460;

    private ConfirmDialog() {}

    /**
     * Opens the dialog.
     *
     * @param title what is about to happen
     * @param consequence what will break
     * @param name what must be typed
     * @param verb the word on the button
     * @param confirmed done after the button
     */
    public static void open(Ui ui, String title, String consequence, String name, String verb, Runnable confirmed) {
        TextField typed = new TextField();
        typed.setId("confirm-name");
        Button act = Parts.button(
                verb,
                () -> {
                    ui.overlay().close();
                    confirmed.run();
                },
                "danger");
        act.setId("confirm-act");
        act.setDisable(true);
        act.setDefaultButton(true);
        typed.textProperty().subscribe(text -> act.setDisable(!text.strip().equals(name)));
        Button cancel = Parts.button(ui.text("action.cancel"), ui.overlay()::close);
        VBox body = Parts.column(16, Parts.field(ui.text("confirm.type", name), "", typed));
        ui.overlay().open(new Sheet(title, consequence, WIDTH, body, List.of(cancel, act)), true);
        typed.requestFocus();
    }
}
