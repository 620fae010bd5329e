package dev.llmaas.console.desktop.widget;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import org.kordamp.ikonli.feather.Feather;

/** Code as text with a copy button; several languages of the same behind a switch. */
public final class CodeBlock extends VBox {
    private static final int PROGRAM_LINES_MAX = 18;
    private static final double PROGRAM_HEIGHT_MAX = 300;

    private final Text text = new Text();
    private final Label note = Parts.paragraph("", "mono", "faint");
    private final ScrollPane scroll;
    private final Map<String, Code> samples = new LinkedHashMap<>();
    private final int linesMax;
    private String chosen = "";

    /**
     * Code in one language.
     *
     * @param language what the switch calls it
     * @param text the code
     * @param note how it is started, shown below; empty for none
     */
    public record Code(String language, String text, String note) {}

    /** The samples by the name of their language, the first shown whole. */
    public CodeBlock(Map<String, String> byLanguage, Ui ui) {
        this(unnoted(byLanguage), Integer.MAX_VALUE, ui);
    }

    /** Whole programs, the first shown; a long one scrolls. */
    public CodeBlock(List<Code> programs, Ui ui) {
        this(programs, PROGRAM_LINES_MAX, ui);
    }

    private CodeBlock(List<Code> programs, int linesMax, Ui ui) {
        super(8);
        this.linesMax = linesMax;
        text.getStyleClass().add("code-text");
        Node copy = Parts.iconButton(Feather.COPY, ui.text("action.copy"), () -> ui.copy(text.getText()));
        StackPane inner = new StackPane(text);
        inner.setPadding(new Insets(0, 0, 10, 0)); // the scroll bar must not lie on the last line
        inner.setAlignment(Pos.TOP_LEFT);
        scroll = new ScrollPane(inner);
        scroll.getStyleClass().add("clear-scroll");
        scroll.setFitToHeight(true);
        HBox.setHgrow(scroll, Priority.ALWAYS);
        HBox block = new HBox(4, scroll, copy);
        block.getStyleClass().add("code-block");
        if (programs.size() > 1) {
            getChildren().add(languages(programs));
        }
        getChildren().addAll(block, note);
        show(programs);
    }

    /** Replaces the samples; the chosen language stays. */
    public void show(Map<String, String> byLanguage) {
        show(unnoted(byLanguage));
    }

    private static List<Code> unnoted(Map<String, String> byLanguage) {
        return byLanguage.entrySet().stream()
                .map(sample -> new Code(sample.getKey(), sample.getValue(), ""))
                .toList();
    }

    private void show(List<Code> programs) {
        samples.clear();
        programs.forEach(program -> samples.put(program.language(), program));
        choose(samples.containsKey(chosen) ? chosen : programs.getFirst().language());
    }

    private void choose(String language) {
        chosen = language;
        Code code = samples.getOrDefault(language, new Code(language, "", ""));
        text.setText(code.text());
        note.setText(code.note());
        note.setVisible(!code.note().isEmpty());
        note.setManaged(note.isVisible());
        boolean scrolls = code.text().lines().count() > linesMax;
        scroll.setMaxHeight(scrolls ? PROGRAM_HEIGHT_MAX : Double.MAX_VALUE);
        scroll.setVbarPolicy(scrolls ? ScrollPane.ScrollBarPolicy.AS_NEEDED : ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setVvalue(0);
        scroll.setHvalue(0);
    }

    private Node languages(List<Code> programs) {
        ToggleGroup group = new ToggleGroup();
        HBox buttons = new HBox();
        buttons.getStyleClass().add("segmented");
        for (int i = 0; i < programs.size(); i++) {
            String language = programs.get(i).language();
            ToggleButton button = new ToggleButton(language);
            button.setToggleGroup(group);
            button.getStyleClass().add(i == 0 ? "left-pill" : i == programs.size() - 1 ? "right-pill" : "center-pill");
            button.setSelected(i == 0);
            button.setOnAction(_ -> {
                button.setSelected(true);
                choose(language);
            });
            buttons.getChildren().add(button);
        }
        return buttons;
    }
}
