package dev.llmaas.console.desktop.widget;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.transformation.FilteredList;
import javafx.collections.transformation.SortedList;
import javafx.scene.Node;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/**
 * A table of any length: only visible rows have nodes. Sortable, filtered by a box, with a choice of columns, copied as
 * CSV. Selecting a row opens it.
 *
 * @param <T> what a row is
 */
public final class DataTable<T> extends VBox {
    private final Ui ui;
    private final List<Column<T>> columns;
    private final Function<T, ?> identity;
    private final ObservableList<T> items = FXCollections.observableArrayList();
    private final FilteredList<T> filtered = new FilteredList<>(items);
    private final TableView<T> table = new TableView<>();
    private final Label count = Parts.label("", "small", "faint");
    private final TextField filter = new TextField();
    private final HBox bar = Parts.row(8);
    private final List<Integer> narrowed = new ArrayList<>();
    private Predicate<T> further = _ -> true;

    /**
     * A column.
     *
     * @param title its heading
     * @param width its width at the start, logical pixels
     * @param text what a row says in it: for filter and CSV, and for the cell where there is no graphic
     * @param graphic the node of the cell, or null for plain text
     * @param order how rows are sorted by it
     * @param figures whether it holds numbers, which stand at the right
     * @param <T> what a row is
     */
    public record Column<T>(
            String title,
            double width,
            Function<T, String> text,
            @Nullable Function<T, Node> graphic,
            Comparator<T> order,
            boolean figures) {}

    /**
     * An empty table.
     *
     * @param name what it lists, for screen readers
     * @param identity what stays the same when a row is read again
     * @param opened called with the selected row, and with null when none is
     */
    public DataTable(
            String name, List<Column<T>> columns, Function<T, ?> identity, Ui ui, Consumer<@Nullable T> opened) {
        this.ui = ui;
        this.columns = List.copyOf(columns);
        this.identity = identity;
        getStyleClass().add("card");
        build(name);
        table.getSelectionModel().selectedItemProperty().subscribe((_, row) -> opened.accept(row));
    }

    private void build(String name) {
        columns.forEach(column -> table.getColumns().add(columnOf(column)));
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        table.setAccessibleText(name);
        SortedList<T> sorted = new SortedList<>(filtered);
        sorted.comparatorProperty().bind(table.comparatorProperty());
        table.setItems(sorted);
        table.setPlaceholder(Parts.label(ui.text("table.nothing"), "muted"));
        VBox.setVgrow(table, Priority.ALWAYS);

        filter.setPromptText(ui.text("table.filter"));
        filter.setAccessibleText(ui.text("table.filter"));
        filter.setPrefColumnCount(22);
        filter.textProperty().subscribe(_ -> refilter());
        bar.getStyleClass().add("table-bar");
        bar.getChildren().addAll(filter, Parts.spacer(), count, chooser(), copyButton());
        getChildren().addAll(bar, table);
    }

    /** Adds a control beside the filter box. */
    public void addControl(Node control) {
        bar.getChildren().add(1, control);
    }

    /** Shows only rows that also pass this. */
    public void restrict(Predicate<T> predicate) {
        further = predicate;
        refilter();
    }

    /** Replaces the rows; the selected one stays selected if it is still there. */
    public void setItems(List<T> rows) {
        T selected = table.getSelectionModel().getSelectedItem();
        items.setAll(rows);
        recount();
        if (selected != null) {
            rows.stream()
                    .filter(row -> identity.apply(row).equals(identity.apply(selected)))
                    .findFirst()
                    .ifPresent(row -> table.getSelectionModel().select(row));
        }
    }

    /** Hides these columns, counted from 0, for as long as there is little room; an empty list brings them back. */
    public void narrow(List<Integer> hidden) {
        narrowed.forEach(index -> table.getColumns().get(index).setVisible(true));
        narrowed.clear();
        for (int index : hidden) {
            if (table.getColumns().get(index).isVisible()) {
                table.getColumns().get(index).setVisible(false);
                narrowed.add(index);
            }
        }
    }

    /** Draws the visible cells again, after what they show has changed within the same rows. */
    public void refresh() {
        table.refresh();
    }

    /** Closes the row that is open. */
    public void clearSelection() {
        table.getSelectionModel().clearSelection();
    }

    /** Opens this row. */
    public void select(T row) {
        table.getSelectionModel().select(row);
    }

    /** The visible rows and columns as CSV (RFC 4180), with headings. */
    public String csv() {
        List<Column<T>> visible = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (table.getColumns().get(i).isVisible()) {
                visible.add(columns.get(i));
            }
        }
        String head = visible.stream().map(column -> quoted(column.title())).collect(Collectors.joining(","));
        return head
                + table.getItems().stream()
                        .map(row -> visible.stream()
                                .map(column -> quoted(column.text().apply(row)))
                                .collect(Collectors.joining(",")))
                        .collect(Collectors.joining("\r\n", "\r\n", "\r\n"));
    }

    // A formula in a name must not run in a spreadsheet: a quote before =, +, - or @ makes it text.
    private static String quoted(String text) {
        boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
        String safe = formula ? "'" + text : text;
        return safe.matches("(?s).*[\",\r\n;].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }

    private void refilter() {
        String wanted = filter.getText().strip().toLowerCase(Locale.ROOT);
        filtered.setPredicate(row -> further.test(row)
                && (wanted.isEmpty()
                        || columns.stream()
                                .anyMatch(column -> column.text()
                                        .apply(row)
                                        .toLowerCase(Locale.ROOT)
                                        .contains(wanted))));
        recount();
    }

    private void recount() {
        count.setText(
                filtered.size() == items.size()
                        ? ui.text("table.all", ui.formats().count(items.size()))
                        : ui.text(
                                "table.count",
                                ui.formats().count(filtered.size()),
                                ui.formats().count(items.size())));
    }

    private MenuButton chooser() {
        MenuButton button = new MenuButton();
        button.setGraphic(Parts.icon(Feather.COLUMNS));
        button.getStyleClass().addAll("icon-button", "ghost", "no-arrow");
        button.setTooltip(new Tooltip(ui.text("table.columns")));
        button.setAccessibleText(ui.text("table.columns"));
        for (int i = 1; i < columns.size(); i++) {
            CheckMenuItem item = new CheckMenuItem(columns.get(i).title());
            item.selectedProperty().bindBidirectional(table.getColumns().get(i).visibleProperty());
            button.getItems().add(item);
        }
        return button;
    }

    private Node copyButton() {
        return Parts.iconButton(Feather.CLIPBOARD, ui.text("table.copy"), () -> ui.copy(csv()));
    }

    private TableColumn<T, T> columnOf(Column<T> column) {
        TableColumn<T, T> made = new TableColumn<>(column.title());
        made.setPrefWidth(column.width());
        made.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        made.setComparator(column.order());
        made.setReorderable(false);
        if (column.figures()) {
            made.getStyleClass().add("figures");
        }
        made.setCellFactory(_ -> new Cell<>(column));
        return made;
    }

    private static final class Cell<T> extends TableCell<T, T> {
        private final Column<T> column;

        private Cell(Column<T> column) {
            this.column = column;
            if (column.figures()) {
                getStyleClass().add("figures");
            }
        }

        @Override
        protected void updateItem(@Nullable T row, boolean empty) {
            super.updateItem(row, empty);
            if (empty || row == null) {
                setText(null);
                setGraphic(null);
                return;
            }
            Function<T, Node> graphic = column.graphic();
            if (graphic == null) {
                setText(column.text().apply(row));
            } else {
                setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
                setGraphic(graphic.apply(row));
            }
        }
    }
}
