package dev.llmaas.console.desktop.widget;

import dev.llmaas.console.desktop.async.Failure;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The faces of a screen that has nothing to show: empty, or failed. */
public final class States {
    private static final double TEXT_WIDTH = 440;
    private static final int BELOW_THE_SENTENCE = 3; // the disc, the heading and the sentence stand above

    private States() {}

    /** Nothing here yet: one sentence, and the button that fills it. */
    public static Node empty(Feather symbol, String title, String sentence, Node... actions) {
        return face(symbol, "accent", title, sentence, actions);
    }

    /** It did not work: what happened, why, what to do, the request id to copy, and a way to try again. */
    public static Node failed(Failure failure, Ui ui, Runnable retry) {
        return failedFace(failure, ui, retry);
    }

    /** As {@link #failed}, with the platform's own sentence, which names the field or what it lacks. */
    public static Node failedQuoting(Failure failure, Ui ui, Runnable retry) {
        VBox face = failedFace(failure, ui, retry);
        if (failure instanceof Failure.Refused refused && !refused.sentence().isBlank()) {
            Label says = Parts.paragraph(ui.text("error.says", refused.sentence()), "body");
            says.setId("platform-says");
            VBox well = Parts.column(0, says);
            well.getStyleClass().add("well");
            well.setMaxWidth(TEXT_WIDTH);
            VBox.setMargin(well, new javafx.geometry.Insets(8, 0, 0, 0));
            face.getChildren().add(BELOW_THE_SENTENCE, well);
        }
        return face;
    }

    private static VBox failedFace(Failure failure, Ui ui, Runnable retry) {
        Button again = Parts.button(ui.text("action.retry"), retry, "accent");
        VBox face = face(Feather.ALERT_TRIANGLE, "danger", title(failure, ui), sentence(failure, ui), again);
        face.setId("failed-state");
        if (failure instanceof Failure.Refused refused && !refused.requestId().isEmpty()) {
            face.getChildren().add(requestId(refused.requestId(), ui));
        }
        return face;
    }

    /** A failure in a line or two, for the place where something was tried. */
    public static Node notice(Failure failure, Ui ui) {
        VBox words = Parts.column(
                4,
                Parts.paragraph(title(failure, ui), "strong"),
                Parts.paragraph(sentence(failure, ui), "small", "muted"));
        if (failure instanceof Failure.Refused refused && !refused.requestId().isEmpty()) {
            words.getChildren().add(requestId(refused.requestId(), ui));
        }
        HBox notice = new HBox(10, Parts.icon(Feather.ALERT_TRIANGLE, "danger"), words);
        HBox.setHgrow(words, javafx.scene.layout.Priority.ALWAYS);
        notice.getStyleClass().addAll("notice", "danger");
        notice.setMinHeight(Region.USE_PREF_SIZE);
        return notice;
    }

    /** A failure as {@link #notice} tells it, and the platform's own sentence, which names the field or bound. */
    public static Node quoted(Failure failure, Ui ui) {
        Node notice = notice(failure, ui);
        if (failure instanceof Failure.Refused refused
                && !refused.sentence().isBlank()
                && notice instanceof HBox box
                && box.getChildren().getLast() instanceof VBox words) {
            words.getChildren().add(2, Parts.paragraph(ui.text("error.says", refused.sentence()), "small", "body"));
        }
        return notice;
    }

    /** What happened, in a few words. */
    public static String title(Failure failure, Ui ui) {
        return switch (failure) {
            case Failure.Refused refused -> ui.messages().errorTitle(refused.code());
            case Failure.Unreachable _ -> ui.text("error.title.unreachable");
            case Failure.NotSignedIn _ -> ui.text("error.title.signin");
            case Failure.Local _ -> ui.text("error.title.local");
        };
    }

    /** What happened, why, and what to do. */
    public static String sentence(Failure failure, Ui ui) {
        return switch (failure) {
            case Failure.Refused refused -> ui.messages().error(refused.code());
            case Failure.Unreachable unreachable -> ui.messages().word("error.unreachable.", unreachable.problem());
            case Failure.NotSignedIn not -> ui.messages().word("error.signin.", not.reason());
            case Failure.Local local ->
                local.key().isEmpty()
                        ? local.sentence()
                        : ui.text(local.key(), local.arguments().toArray());
        };
    }

    private static Node requestId(String id, Ui ui) {
        Label text = Parts.label(ui.text("error.request_id", id), "mono", "faint");
        HBox box = Parts.row(4, text, Parts.iconButton(Feather.COPY, ui.text("action.copy"), () -> ui.copy(id)));
        box.getStyleClass().add("request-id");
        box.setMaxWidth(Region.USE_PREF_SIZE);
        return box;
    }

    private static VBox face(Feather symbol, String tone, String title, String sentence, Node... actions) {
        StackPane disc = new StackPane(Parts.icon(symbol, "icon-large", tone));
        disc.getStyleClass().addAll("state-disc", tone);
        Label text = Parts.paragraph(sentence, "muted");
        text.setMaxWidth(TEXT_WIDTH);
        text.setAlignment(Pos.CENTER);
        text.setTextAlignment(javafx.scene.text.TextAlignment.CENTER);
        Label heading = Parts.paragraph(title, "h2");
        heading.setTextAlignment(javafx.scene.text.TextAlignment.CENTER);
        VBox face = new VBox(8, disc, heading, text);
        VBox.setMargin(heading, new javafx.geometry.Insets(8, 0, 0, 0));
        if (actions.length > 0) {
            HBox buttons = new HBox(8, actions);
            buttons.setAlignment(Pos.CENTER);
            VBox.setMargin(buttons, new javafx.geometry.Insets(8, 0, 8, 0));
            face.getChildren().add(buttons);
        }
        face.setAlignment(Pos.CENTER);
        face.setPadding(new javafx.geometry.Insets(48, 24, 48, 24));
        return face;
    }
}
