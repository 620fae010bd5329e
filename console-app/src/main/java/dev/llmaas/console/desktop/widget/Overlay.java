package dev.llmaas.console.desktop.widget;

import java.util.ArrayDeque;
import java.util.Deque;
import javafx.animation.FadeTransition;
import javafx.animation.PauseTransition;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/**
 * The layer over a screen: dialogs, one upon the other, and toasts. While a dialog is open, the focus stays in it; Escape
 * and a click beside it close it if it may be closed.
 */
public final class Overlay extends StackPane {
    private static final Duration TOAST_STAYS = Duration.seconds(5);
    private static final Duration FADE = Duration.millis(140);
    private static final int TOASTS_MAX = 4;

    private final Deque<Open> dialogs = new ArrayDeque<>();
    private final VBox toasts = new VBox(8);

    /** How good the news is. */
    public enum Tone {
        /** It worked. */
        SUCCESS(Feather.CHECK_CIRCLE),
        /** Mind this. */
        WARNING(Feather.ALERT_TRIANGLE),
        /** It did not work. */
        DANGER(Feather.ALERT_OCTAGON),
        /** Just so that you know. */
        NEUTRAL(Feather.BELL);

        private final Feather symbol;

        Tone(Feather symbol) {
            this.symbol = symbol;
        }

        String style() {
            return this == NEUTRAL ? "accent" : name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private record Open(
            StackPane layer,
            Node content,
            boolean closable,
            @Nullable Node focusBefore) {}

    /** An empty layer. */
    public Overlay() {
        setPickOnBounds(false);
        toasts.setAlignment(Pos.BOTTOM_RIGHT);
        toasts.setPadding(new Insets(24));
        toasts.setPickOnBounds(false);
        toasts.setFillWidth(false);
        getChildren().add(toasts);
        addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        sceneProperty().subscribe((_, scene) -> {
            if (scene != null) {
                scene.focusOwnerProperty().subscribe(this::keepFocus);
            }
        });
    }

    /** Opens a dialog in the middle. {@code closable}: whether Escape and a click beside it close it. */
    public void open(Region content, boolean closable) {
        open(content, closable, Pos.CENTER, Insets.EMPTY);
    }

    /** Opens a dialog at a place of its own. */
    public void open(Region content, boolean closable, Pos place, Insets margin) {
        Scene scene = getScene();
        Region scrim = Parts.region("scrim");
        StackPane layer = new StackPane(scrim, content);
        content.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        StackPane.setAlignment(content, place);
        StackPane.setMargin(content, margin);
        scrim.setOnMouseClicked(_ -> {
            if (closable) {
                close();
            }
        });
        dialogs.push(new Open(layer, content, closable, scene == null ? null : scene.getFocusOwner()));
        getChildren().add(getChildren().size() - 1, layer);
        FadeTransition fade = new FadeTransition(FADE, layer);
        fade.setFromValue(0);
        fade.setToValue(1);
        fade.play();
        layer.applyCss(); // a scroll pane has its content only then
        layer.layout();
        focusFirst(content);
    }

    /** Closes the dialog on top; nothing happens if there is none. */
    public void close() {
        if (!dialogs.isEmpty()) {
            Open top = dialogs.pop();
            getChildren().remove(top.layer());
            if (top.focusBefore() != null) {
                top.focusBefore().requestFocus();
            }
        }
    }

    /** Whether a dialog is open. */
    public boolean isOpen() {
        return !dialogs.isEmpty();
    }

    /** Says something in passing. */
    public void toast(Tone tone, String sentence) {
        Label text = Parts.paragraph(sentence, "body");
        text.setMaxWidth(360);
        HBox toast = Parts.row(10, Parts.icon(tone.symbol, tone.style()), text);
        toast.getStyleClass().add("toast");
        toasts.getChildren().add(toast);
        if (toasts.getChildren().size() > TOASTS_MAX) {
            toasts.getChildren().removeFirst();
        }
        PauseTransition stay = new PauseTransition(TOAST_STAYS);
        stay.setOnFinished(_ -> toasts.getChildren().remove(toast));
        stay.play();
    }

    private void key(KeyEvent event) {
        if (event.getCode() == KeyCode.ESCAPE && isOpen() && dialogs.element().closable()) {
            close();
            event.consume();
        }
    }

    private void keepFocus(@Nullable Node owner) {
        if (isOpen() && owner != null && !isInside(owner, dialogs.element().content())) {
            focusFirst(dialogs.element().content());
        }
    }

    private static boolean isInside(Node node, Node ancestor) {
        for (Node at = node; at != null; at = at.getParent()) {
            if (at.equals(ancestor)) {
                return true;
            }
        }
        return false;
    }

    private static boolean focusFirst(Node node) {
        if (node.isFocusTraversable() && node.isVisible() && !node.isDisabled()) {
            node.requestFocus();
            return true;
        }
        return node instanceof Parent parent
                && parent.getChildrenUnmodifiable().stream().anyMatch(Overlay::focusFirst);
    }
}
