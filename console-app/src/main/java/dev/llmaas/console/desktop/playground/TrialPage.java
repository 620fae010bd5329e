package dev.llmaas.console.desktop.playground;

import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.console.desktop.async.Failure;
import dev.llmaas.console.desktop.async.Load;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.Skeleton;
import dev.llmaas.console.desktop.widget.States;
import dev.llmaas.console.desktop.widget.Ui;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.beans.Observable;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ObjectProperty;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/**
 * What the rooms with one request and one answer look like: fields at the left, the answer at the right.
 *
 * @param <T> what the request brings
 */
final class TrialPage<T> {
    private static final double FORM_WIDTH = 380;

    private final Trial<T> trial;
    private final Ui ui;
    private final Looks<T> looks;
    private final StackPane result = new StackPane();
    private final HBox root;

    /**
     * How the answer looks.
     *
     * @param idle before anything was tried
     * @param running while the platform is at work
     * @param done the answer
     */
    record Looks<T>(Supplier<Node> idle, Supplier<Node> running, Function<T, Node> done) {}

    /**
     * What starts the request.
     *
     * @param name the word on the button
     * @param act starts it
     * @param ready whether it can be started
     * @param on what that depends on
     */
    record Start(String name, Runnable act, BooleanSupplier ready, List<? extends Observable> on) {}

    TrialPage(Trial<T> trial, List<? extends Node> fields, Start start, Looks<T> looks, Ui ui) {
        this.trial = trial;
        this.ui = ui;
        this.looks = looks;
        VBox inner = Parts.column(20);
        inner.getChildren().addAll(fields);
        inner.setPadding(new Insets(16));
        ScrollPane scroll = Parts.scroll(inner, "clear-scroll");
        VBox.setVgrow(scroll, Priority.ALWAYS);
        HBox foot = Parts.row(8, buttons(start));
        foot.setAlignment(Pos.CENTER_RIGHT);
        foot.getStyleClass().add("card-foot");
        foot.setMinHeight(Region.USE_PREF_SIZE);
        VBox form = new VBox(scroll, foot);
        form.getStyleClass().add("card");
        form.setMinWidth(FORM_WIDTH);
        form.setMaxWidth(FORM_WIDTH);
        result.getStyleClass().add("card");
        HBox.setHgrow(result, Priority.ALWAYS);
        this.root = new HBox(16, form, result);
        trial.stateProperty().subscribe(state -> show(state, start.act()));
    }

    Parent root() {
        return root;
    }

    private Node buttons(Start start) {
        Button go = Parts.button(start.name(), start.act(), "accent");
        go.setId("trial-go");
        go.setGraphic(Parts.icon(Feather.PLAY, "on-accent"));
        go.disableProperty()
                .bind(Bindings.createBooleanBinding(
                        () -> !start.ready().getAsBoolean(), start.on().toArray(Observable[]::new)));
        var running = Bindings.createBooleanBinding(trial::isRunning, trial.stateProperty());
        go.visibleProperty().bind(running.not());
        Button stop = Parts.button(ui.text("playground.stop"), trial::stop, "danger", "button-outlined");
        stop.setId("trial-stop");
        stop.setGraphic(Parts.icon(Feather.SQUARE, "danger"));
        stop.visibleProperty().bind(running);
        StackPane both = new StackPane(go, stop);
        both.setAlignment(Pos.CENTER_RIGHT);
        return both;
    }

    private void show(Trial.State<T> state, Runnable again) {
        switch (state) {
            case Trial.State.Idle<T> _ ->
                result.getChildren().setAll(looks.idle().get());
            case Trial.State.Running<T> _ ->
                result.getChildren().setAll(looks.running().get());
            case Trial.State.Failed<T>(Failure failure) ->
                result.getChildren().setAll(States.failedQuoting(failure, ui, again));
            case Trial.State.Done<T>(T value) -> {
                VBox padded = new VBox(looks.done().apply(value));
                padded.setPadding(new Insets(20));
                ScrollPane scroll = Parts.scroll(padded, "clear-scroll");
                result.getChildren().setAll(scroll);
            }
        }
    }

    /** The outline of an answer that is on its way. */
    static Node outline() {
        VBox lines = Parts.column(16);
        lines.setPadding(new Insets(24));
        for (int i = 0; i < 6; i++) {
            lines.getChildren().add(Skeleton.bar(420 - i % 3 * 70, 14));
        }
        return lines;
    }

    /** A choice of the models with a capability; of all models, with a word about it, where none says that it has it. */
    static Node model(CatalogueModels models, String capability, ObjectProperty<@Nullable CatalogModel> chosen, Ui ui) {
        ComboBox<CatalogModel> choice = new ComboBox<>();
        choice.setId("trial-model");
        choice.setMaxWidth(Double.MAX_VALUE);
        choice.setCellFactory(_ -> new ModelCell(ui));
        choice.setButtonCell(new ModelCell(ui));
        choice.valueProperty().bindBidirectional(chosen);
        VBox field = Parts.field(ui.text("playground.model"), "", choice);
        Label hint = Parts.paragraph("", "field-hint");
        field.getChildren().add(hint);
        models.allProperty().subscribe(load -> {
            List<CatalogModel> fitting = models.with(capability);
            boolean none = fitting.isEmpty();
            CatalogModel kept = chosen.get();
            choice.getItems().setAll(none && load instanceof Load.Ready<List<CatalogModel>>(var all) ? all : fitting);
            choice.setValue(kept);
            hint.setText(none && load instanceof Load.Ready ? ui.text("playground.model.none") : "");
            hint.setVisible(!hint.getText().isEmpty());
            hint.setManaged(hint.isVisible());
        });
        return field;
    }
}
