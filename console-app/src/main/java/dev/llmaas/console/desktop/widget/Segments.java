package dev.llmaas.console.desktop.widget;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.property.ObjectProperty;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;

/**
 * A few choices side by side, of which one is chosen.
 *
 * @param <T> what is chosen
 */
public final class Segments<T> extends HBox {
    /**
     * Buttons for {@code choices}.
     *
     * @param chosen the one that is chosen; changed by a button
     * @param made told each button, to give it an id or an icon
     */
    public Segments(List<T> choices, ObjectProperty<T> chosen, Function<T, String> name, Consumer<ToggleButton> made) {
        getStyleClass().add("segmented");
        ToggleGroup group = new ToggleGroup();
        for (int i = 0; i < choices.size(); i++) {
            T choice = choices.get(i);
            ToggleButton button = new ToggleButton(name.apply(choice));
            button.setToggleGroup(group);
            button.setUserData(choice);
            button.setMinWidth(USE_PREF_SIZE);
            button.getStyleClass().add(i == 0 ? "left-pill" : i == choices.size() - 1 ? "right-pill" : "center-pill");
            button.setOnAction(_ -> {
                button.setSelected(true);
                chosen.set(choice);
            });
            made.accept(button);
            getChildren().add(button);
        }
        chosen.subscribe(now -> group.getToggles().stream()
                .filter(toggle -> toggle.getUserData().equals(now))
                .forEach(toggle -> toggle.setSelected(true)));
    }
}
