package dev.llmaas.console.desktop.widget;

import dev.llmaas.console.desktop.async.Load;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.animation.PauseTransition;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.layout.StackPane;
import javafx.util.Duration;

/** Shows what is loading, ready or failed. The outline of something loading appears after a moment only. */
public final class LoadPane extends StackPane {
    /** Shorter than this, an outline would only flicker. */
    private static final Duration PATIENCE = Duration.millis(300);

    private final PauseTransition patience = new PauseTransition(PATIENCE);

    /**
     * Follows {@code source}.
     *
     * @param outline what stands in for it while it loads
     * @param ready makes the node for a value, or gives the one that is there
     * @param retry reads again
     */
    public <T> LoadPane(
            ObservableValue<Load<T>> source, Supplier<Node> outline, Function<T, Node> ready, Ui ui, Runnable retry) {
        patience.setOnFinished(_ -> getChildren().setAll(outline.get()));
        source.subscribe(load -> {
            patience.stop();
            switch (load) {
                case Load.Loading<T> _ -> {
                    getChildren().clear();
                    patience.playFromStart();
                }
                case Load.Ready<T>(T value) -> show(ready.apply(value));
                case Load.Failed<T>(var failure) -> show(States.failed(failure, ui, retry));
            }
        });
    }

    private void show(Node node) {
        if (getChildren().size() != 1 || !getChildren().getFirst().equals(node)) {
            getChildren().setAll(node);
        }
    }
}
