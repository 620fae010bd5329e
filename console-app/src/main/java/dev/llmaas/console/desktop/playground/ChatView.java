package dev.llmaas.console.desktop.playground;

import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.console.desktop.widget.LoadPane;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.Skeleton;
import dev.llmaas.console.desktop.widget.States;
import dev.llmaas.console.desktop.widget.Ui;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** A conversation on the left, its settings on the right. */
final class ChatView {
    private static final double COLUMN = 760;
    private static final double GAP = 24;

    private final PlaygroundViewModel viewModel;
    private final Ui ui;
    private final VBox turns = Parts.column(20);
    private final ScrollPane scroll;
    private final TextArea draft = new TextArea();
    private final VBox root;
    private final ListChangeListener<Turn> turnsChanged = change -> rebuild();

    /** The view of {@code viewModel}. */
    ChatView(PlaygroundViewModel viewModel, Ui ui) {
        this.viewModel = viewModel;
        this.ui = ui;
        turns.setMaxWidth(COLUMN);
        turns.setPadding(new javafx.geometry.Insets(24, 24, 24, 24));
        StackPane centred = new StackPane(turns);
        centred.setAlignment(Pos.TOP_CENTER);
        this.scroll = Parts.scroll(centred, "clear-scroll");
        turns.heightProperty().subscribe(_ -> scroll.setVvalue(1));
        LoadPane pane = new LoadPane(viewModel.modelsProperty(), ChatView::outline, this::ready, ui, viewModel::reload);
        VBox.setVgrow(pane, Priority.ALWAYS);
        this.root = Parts.column(0, pane);
        viewModel.turns().addListener(turnsChanged);
        rebuild();
    }

    /** The node of the screen. */
    Parent root() {
        return root;
    }

    /** Stops following the view-model, which lives on. */
    void close() {
        viewModel.turns().removeListener(turnsChanged);
    }

    /** What stands in the heading. */
    List<Node> actions() {
        Button code = PlaygroundView.codeButton(viewModel::requestAsCode, ui);
        Button clear = Parts.button(ui.text("playground.clear"), viewModel::clear);
        clear.setGraphic(Parts.icon(Feather.ROTATE_CCW));
        clear.disableProperty().bind(Bindings.isEmpty(viewModel.turns()));
        return List.of(code, clear);
    }

    private Node ready(List<CatalogModel> models) {
        if (models.isEmpty()) {
            VBox card = Parts.card(
                    0,
                    States.empty(
                            Feather.MESSAGE_SQUARE,
                            ui.text("playground.nomodel.title"),
                            ui.text("playground.nomodel"),
                            Parts.button(ui.text("action.refresh"), viewModel::reload, "accent")));
            card.setAlignment(Pos.CENTER);
            return card;
        }
        VBox chat = new VBox(scroll, composer());
        chat.getStyleClass().add("card");
        VBox.setVgrow(scroll, Priority.ALWAYS);
        HBox.setHgrow(chat, Priority.ALWAYS);
        Node settings = new PlaygroundSettings(viewModel, models, ui).root();
        return new HBox(16, chat, settings);
    }

    private Node composer() {
        draft.setId("playground-draft");
        draft.setPromptText(ui.text("playground.ask"));
        draft.setAccessibleText(ui.text("playground.ask"));
        draft.setWrapText(true);
        draft.setPrefRowCount(2);
        draft.textProperty().bindBidirectional(viewModel.draftProperty());
        draft.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ENTER && !event.isShiftDown()) {
                viewModel.send();
                event.consume();
            }
        });
        HBox.setHgrow(draft, Priority.ALWAYS);
        Button send = Parts.button(ui.text("playground.send"), viewModel::send, "accent");
        send.setId("playground-send");
        send.setGraphic(Parts.icon(Feather.SEND, "on-accent"));
        send.visibleProperty().bind(viewModel.runningProperty().not());
        send.disableProperty()
                .bind(viewModel
                        .draftProperty()
                        .isEmpty()
                        .or(viewModel.modelProperty().isNull())
                        .or(viewModel.waitingForToolsProperty())
                        .or(viewModel.parameters().toolsProblemProperty().isNotNull())
                        .or(viewModel.parameters().schemaProblemProperty().isNotNull()));
        draft.disableProperty().bind(viewModel.waitingForToolsProperty());
        Button stop = Parts.button(ui.text("playground.stop"), viewModel::stop, "danger", "button-outlined");
        stop.setId("playground-stop");
        stop.setGraphic(Parts.icon(Feather.SQUARE, "danger"));
        stop.visibleProperty().bind(viewModel.runningProperty());
        StackPane buttons = new StackPane(send, stop);
        HBox box = new HBox(8, draft, buttons);
        box.setAlignment(Pos.BOTTOM_RIGHT);
        box.getStyleClass().add("composer");
        box.setMaxWidth(COLUMN - 2 * GAP);
        StackPane centred = new StackPane(box);
        centred.setPadding(new javafx.geometry.Insets(12, 24, 20, 24));
        return centred;
    }

    private void rebuild() {
        int shown = turns.getChildren().size();
        if (viewModel.turns().isEmpty()) {
            turns.getChildren().setAll(welcome());
            return;
        }
        boolean only = shown > 0 && turns.getChildren().getFirst() instanceof TurnNode;
        if (!only || shown > viewModel.turns().size()) {
            turns.getChildren().clear();
            shown = 0;
        }
        // What is shown and still the same turn stays, so that an answer that grows is not built anew.
        while (shown > 0
                && !((TurnNode) turns.getChildren().get(shown - 1))
                        .shows(viewModel.turns().get(shown - 1))) {
            turns.getChildren().remove(--shown);
        }
        viewModel.turns().stream()
                .skip(shown)
                .forEach(turn -> turns.getChildren().add(new TurnNode(turn, viewModel, ui)));
    }

    private Node welcome() {
        VBox suggestions = Parts.column(8);
        suggestions.setMaxWidth(460);
        for (String key : List.of("playground.try.1", "playground.try.2", "playground.try.3")) {
            Button suggestion =
                    Parts.button(ui.text(key), () -> viewModel.draftProperty().set(ui.text(key)), "choice-row");
            suggestion.setMaxWidth(Double.MAX_VALUE);
            suggestion.setWrapText(true);
            suggestions.getChildren().add(suggestion);
        }
        Node words =
                States.empty(Feather.MESSAGE_SQUARE, ui.text("playground.empty.title"), ui.text("playground.empty"));
        VBox box = Parts.column(0, words, suggestions);
        box.setAlignment(Pos.TOP_CENTER);
        return box;
    }

    private static Node outline() {
        VBox chat = (VBox) Skeleton.card(420);
        VBox settings = (VBox) Skeleton.card(420);
        settings.setMaxWidth(PlaygroundSettings.WIDTH);
        HBox row = new HBox(16, chat, settings);
        HBox.setHgrow(settings, Priority.NEVER);
        settings.setMinWidth(PlaygroundSettings.WIDTH);
        return row;
    }
}
