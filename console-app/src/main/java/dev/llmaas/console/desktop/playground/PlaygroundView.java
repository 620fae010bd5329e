package dev.llmaas.console.desktop.playground;

import dev.llmaas.console.desktop.playground.PlaygroundRooms.Room;
import dev.llmaas.console.desktop.widget.CodeBlock;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.Segments;
import dev.llmaas.console.desktop.widget.Sheet;
import dev.llmaas.console.desktop.widget.Ui;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;

/** The rooms of the playground behind a switch. */
public final class PlaygroundView {
    private static final double CODE_WIDTH = 680;

    private final PlaygroundRooms rooms;
    private final Supplier<Optional<Path>> files;
    private final Ui ui;
    private final StackPane middle = new StackPane();
    private final HBox actions = Parts.row(8);
    private final VBox root;
    private final Subscription following;
    private Runnable closeRoom = () -> {};

    /**
     * The view of {@code rooms}.
     *
     * @param files lets the person choose a file; empty if none was chosen
     */
    public PlaygroundView(PlaygroundRooms rooms, Supplier<Optional<Path>> files, Ui ui) {
        this.rooms = rooms;
        this.files = files;
        this.ui = ui;
        Segments<Room> segments = new Segments<>(
                List.of(Room.values()),
                rooms.roomProperty(),
                room -> ui.messages().word("playground.room.", room),
                button -> button.setId(
                        "playground-" + button.getUserData().toString().toLowerCase(Locale.ROOT)));
        segments.setMinWidth(HBox.USE_PREF_SIZE);
        segments.setMaxHeight(HBox.USE_PREF_SIZE);
        actions.setMinWidth(HBox.USE_PREF_SIZE);
        Node header =
                Parts.header(ui.text("playground.title"), ui.text("playground.sentence"), List.of(segments, actions));
        VBox.setVgrow(middle, Priority.ALWAYS);
        this.root = Parts.column(20, header, middle);
        root.getStyleClass().add("page");
        this.following = rooms.roomProperty().subscribe(this::open);
    }

    /** The node of the screen. */
    public Parent root() {
        return root;
    }

    /** Stops following the view-models, which live on. */
    public void close() {
        following.unsubscribe();
        closeRoom.run();
    }

    private void open(Room room) {
        closeRoom.run();
        closeRoom = () -> {};
        switch (room) {
            case CHAT -> {
                ChatView view = new ChatView(rooms.chat(), ui);
                closeRoom = view::close;
                show(view.root(), view.actions());
            }
            case EMBEDDINGS ->
                show(
                        new EmbeddingsView(rooms.embeddings(), ui).root(),
                        List.of(codeButton(() -> rooms.embeddings().code(), ui)));
            case RERANK ->
                show(
                        new RerankView(rooms.rerank(), ui).root(),
                        List.of(codeButton(() -> rooms.rerank().code(), ui)));
            case TRANSCRIPTION ->
                show(
                        new TranscriptionView(rooms.transcription(), files, ui).root(),
                        List.of(codeButton(() -> rooms.transcription().code(), ui)));
        }
    }

    private void show(Node view, List<? extends Node> buttons) {
        middle.getChildren().setAll(view);
        actions.getChildren().setAll(buttons);
    }

    /** A button that shows the request that would be made now as code. */
    static Button codeButton(Supplier<Map<String, String>> code, Ui ui) {
        Button button = Parts.button(ui.text("playground.code"), () -> showCode(code.get(), ui));
        button.setId("playground-code");
        button.setGraphic(Parts.icon(Feather.CODE));
        return button;
    }

    private static void showCode(Map<String, String> code, Ui ui) {
        ui.overlay()
                .open(
                        new Sheet(
                                ui.text("playground.code"),
                                ui.text("playground.code.sentence"),
                                CODE_WIDTH,
                                Parts.column(0, new CodeBlock(code, ui)),
                                List.of(Parts.button(ui.text("action.close"), ui.overlay()::close, "accent"))),
                        true);
    }
}
