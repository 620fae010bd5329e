package dev.llmaas.console.desktop.widget;

import java.util.LinkedHashMap;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import org.kordamp.ikonli.feather.Feather;

/** Code as text with a copy button; several languages of the same behind a switch. */
public final class CodeBlock extends VBox {
    private final Text text = new Text();
    private final Map<String, String> samples = new LinkedHashMap<>();
    private String chosen = "";

    /** The samples by the name of their language, the first shown. */
    public CodeBlock(Map<String, String> byLanguage, Ui ui) {
        super(8);
        text.getStyleClass().add("code-text");
        Node copy = Parts.iconButton(Feather.COPY, ui.text("action.copy"), () -> ui.copy(text.getText()));
        StackPane inner = new StackPane(text);
        inner.setPadding(new javafx.geometry.Insets(0, 0, 10, 0)); // the scroll bar must not lie on the last line
        inner.setAlignment(javafx.geometry.Pos.TOP_LEFT);
        ScrollPane scroll = new ScrollPane(inner);
        scroll.getStyleClass().add("clear-scroll");
        scroll.setVbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setFitToHeight(true);
        HBox.setHgrow(scroll, javafx.scene.layout.Priority.ALWAYS);
        HBox block = new HBox(4, scroll, copy);
        block.getStyleClass().add("code-block");
        if (byLanguage.size() > 1) {
            getChildren().add(languages(byLanguage));
        }
        getChildren().add(block);
        show(byLanguage);
    }

    /** Replaces the samples; the chosen language stays. */
    public void show(Map<String, String> byLanguage) {
        samples.clear();
        samples.putAll(byLanguage);
        if (!samples.containsKey(chosen)) {
            chosen = samples.keySet().iterator().next();
        }
        text.setText(samples.getOrDefault(chosen, ""));
    }

    private Node languages(Map<String, String> byLanguage) {
        ToggleGroup group = new ToggleGroup();
        HBox buttons = new HBox();
        buttons.getStyleClass().add("segmented");
        int index = 0;
        for (String language : byLanguage.keySet()) {
            ToggleButton button = new ToggleButton(language);
            button.setToggleGroup(group);
            button.getStyleClass()
                    .add(index == 0 ? "left-pill" : index == byLanguage.size() - 1 ? "right-pill" : "center-pill");
            button.setSelected(index == 0);
            button.setOnAction(_ -> {
                button.setSelected(true);
                chosen = language;
                text.setText(samples.getOrDefault(language, ""));
            });
            buttons.getChildren().add(button);
            index++;
        }
        return buttons;
    }
}
