package dev.llmaas.console.desktop.playground;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ToolCall;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.Ui;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.beans.value.ObservableBooleanValue;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import tools.jackson.core.JacksonException;

/** The tools that a model wants called, and fields for what they answer while it waits for that. */
final class ToolCallsNode extends VBox {
    private final Ui ui;
    private final Map<String, TextArea> results = new LinkedHashMap<>();

    /**
     * These calls.
     *
     * @param waiting whether the model waits for their results
     * @param send takes the results by the id of the call
     */
    ToolCallsNode(List<ToolCall> calls, ObservableBooleanValue waiting, Consumer<Map<String, String>> send, Ui ui) {
        super(12);
        this.ui = ui;
        for (ToolCall call : calls) {
            getChildren().add(node(call, waiting));
        }
        Button button = Parts.button(ui.text("playground.tools.send"), () -> send.accept(given()), "accent");
        button.setId("send-results");
        button.visibleProperty().bind(waiting);
        button.managedProperty().bind(waiting);
        getChildren().add(button);
    }

    private VBox node(ToolCall call, ObservableBooleanValue waiting) {
        ToolCall.Function function = call.function();
        String name = function == null || function.name() == null ? "" : function.name();
        String arguments = function == null || function.arguments() == null ? "" : function.arguments();
        Label text = Parts.paragraph(pretty(arguments), "mono", "body");
        TextArea result = new TextArea();
        result.getStyleClass().add("code-area");
        result.setPrefRowCount(3);
        result.setPromptText(ui.text("playground.tools.result.example"));
        VBox field = Parts.field(ui.text("playground.tools.result", name), "", result);
        field.visibleProperty().bind(waiting);
        field.managedProperty().bind(waiting);
        results.put(call.id() == null ? "" : call.id(), result);
        VBox box = Parts.column(
                8,
                Parts.row(
                        8,
                        Parts.icon(Feather.TOOL, "accent", "icon-small"),
                        Parts.label(ui.text("playground.tools.call", name), "strong")),
                text,
                field);
        box.getStyleClass().add("well");
        return box;
    }

    private Map<String, String> given() {
        Map<String, String> given = new LinkedHashMap<>();
        results.forEach((id, area) -> given.put(id, area.getText()));
        return given;
    }

    private static String pretty(String arguments) {
        try {
            return IndentedJson.of(WireJson.mapper().readTree(arguments));
        } catch (JacksonException asItIs) {
            return arguments;
        }
    }
}
