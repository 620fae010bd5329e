package dev.llmaas.console.desktop;

import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.Ui;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** Any screen, thing or act by typing a part of its name. */
final class CommandPalette {
    private static final double WIDTH = 560;
    private static final double ROW = 40;
    private static final int ROWS = 8;

    private final MainViewModel viewModel;
    private final Supplier<List<Command>> commands;
    private final Ui ui;

    /**
     * Something that can be done.
     *
     * @param symbol its icon
     * @param name what it is called
     * @param kind what kind of thing it is
     * @param act does it
     */
    record Command(Feather symbol, String name, String kind, Runnable act) {}

    CommandPalette(MainViewModel viewModel, Supplier<List<Command>> commands, Ui ui) {
        this.viewModel = viewModel;
        this.commands = commands;
        this.ui = ui;
    }

    void open() {
        if (ui.overlay().isOpen()) {
            return;
        }
        List<Command> all = all();
        TextField field = new TextField();
        field.setId("palette-field");
        field.getStyleClass().add("palette-field");
        field.setPromptText(ui.text("palette.ask"));
        field.setAccessibleText(ui.text("palette.ask"));
        HBox.setHgrow(field, Priority.ALWAYS);
        ListView<Command> list = new ListView<>();
        list.getStyleClass().add("palette-list");
        list.setCellFactory(_ -> new Cell());
        list.setFixedCellSize(ROW);
        list.setPlaceholder(Parts.label(ui.text("palette.nothing"), "muted"));
        list.setPrefHeight(ROW * ROWS + 16);
        list.setFocusTraversable(false);
        field.textProperty().subscribe(text -> {
            list.getItems().setAll(matching(all, text));
            list.getSelectionModel().selectFirst();
        });
        field.addEventFilter(KeyEvent.KEY_PRESSED, event -> key(event, list));
        list.setOnMouseClicked(_ -> run(list.getSelectionModel().getSelectedItem()));
        HBox head = Parts.row(4, Parts.icon(Feather.SEARCH), field, Parts.label("Esc", "keycap"));
        head.setPadding(new Insets(0, 16, 0, 16));
        VBox sheet = new VBox(head, Parts.rule(), list);
        sheet.getStyleClass().add("sheet");
        sheet.setPrefWidth(WIDTH);
        ui.overlay().open(sheet, true, Pos.TOP_CENTER, new Insets(120, 0, 0, 0));
        field.requestFocus();
    }

    private List<Command> all() {
        List<Command> all = new ArrayList<>();
        for (Screen screen : viewModel.screens()) {
            all.add(new Command(
                    Navigation.symbol(screen),
                    ui.messages().word("nav.", screen),
                    ui.text("palette.screen"),
                    () -> viewModel.screenProperty().set(screen)));
        }
        all.addAll(commands.get());
        return all;
    }

    private static List<Command> matching(List<Command> all, String typed) {
        String[] words = typed.strip().toLowerCase(Locale.ROOT).split("\\s+", -1);
        return all.stream()
                .filter(command -> Stream.of(words)
                        .allMatch(
                                word -> command.name().toLowerCase(Locale.ROOT).contains(word)))
                .toList();
    }

    private void key(KeyEvent event, ListView<Command> list) {
        var selection = list.getSelectionModel();
        switch (event.getCode()) {
            case DOWN -> selection.selectNext();
            case UP -> selection.selectPrevious();
            case ENTER -> run(selection.getSelectedItem());
            default -> {
                return;
            }
        }
        list.scrollTo(Math.max(0, selection.getSelectedIndex() - ROWS + 1));
        event.consume();
    }

    private void run(@Nullable Command command) {
        if (command != null) {
            ui.overlay().close();
            command.act().run();
        }
    }

    private static final class Cell extends ListCell<Command> {
        @Override
        protected void updateItem(@Nullable Command command, boolean empty) {
            super.updateItem(command, empty);
            if (empty || command == null) {
                setGraphic(null);
                return;
            }
            Label name = Parts.label(command.name(), "strong");
            setGraphic(Parts.row(
                    12,
                    Parts.icon(command.symbol()),
                    name,
                    Parts.spacer(),
                    Parts.label(command.kind(), "small", "faint")));
        }
    }
}
