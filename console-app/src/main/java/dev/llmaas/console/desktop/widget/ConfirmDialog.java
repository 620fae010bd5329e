package dev.llmaas.console.desktop.widget;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;

/** Asks before something that cannot be undone: says what will break, and has the name typed. */
public final class ConfirmDialog {
    private static final double WIDTH = 460;

    private ConfirmDialog() {}

    /**
     * What is asked.
     *
     * @param title what is about to happen
     * @param consequence what will break
     * @param name what must be typed
     * @param verb the word on the button
     */
    public record Question(String title, String consequence, String name, String verb) {}

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
        open(ui, new Question(title, consequence, name, verb), Parts.region(), confirmed);
    }

    /**
     * Opens the dialog with something more to read or to choose above the name.
     *
     * @param more what stands there
     * @param confirmed done after the button
     */
    public static void open(Ui ui, Question question, Node more, Runnable confirmed) {
        TextField typed = new TextField();
        typed.setId("confirm-name");
        Button act = Parts.button(
                question.verb(),
                () -> {
                    ui.overlay().close();
                    confirmed.run();
                },
                "danger");
        act.setId("confirm-act");
        act.setDisable(true);
        act.setDefaultButton(true);
        typed.textProperty().subscribe(text -> act.setDisable(!text.strip().equals(question.name())));
        Button cancel = Parts.button(ui.text("action.cancel"), ui.overlay()::close);
        VBox body = Parts.column(16, more, Parts.field(ui.text("confirm.type", question.name()), "", typed));
        more.setManaged(more instanceof Parent parent
                && !parent.getChildrenUnmodifiable().isEmpty());
        ui.overlay().open(new Sheet(question.title(), question.consequence(), WIDTH, body, List.of(cancel, act)), true);
        typed.requestFocus();
    }
}
