package dev.llmaas.console.desktop.signin;

import dev.llmaas.api.Totp;
import dev.llmaas.console.desktop.widget.Meter;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.Ui;
import dev.llmaas.console.session.DemoUser;
import java.util.ArrayList;
import java.util.List;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.kordamp.ikonli.feather.Feather;

/** The demonstration users of the bundled platform, with what they type: to copy, the codes with their seconds. */
final class DemoUsersView {
    private static final int COLUMNS = 4;

    private final Ui ui;
    private final List<Runnable> updates = new ArrayList<>();
    private final Meter rest;
    private final Label seconds = Parts.label("", "small", "faint");
    private final VBox root;

    DemoUsersView(List<DemoUser> users, Ui ui) {
        this.ui = ui;
        this.rest = new Meter(ui.text("signin.demo.code"));
        rest.setPrefWidth(64);
        rest.setMaxWidth(64);
        HBox head = Parts.row(8, Parts.label(ui.text("signin.demo.title"), "h2"), Parts.spacer(), seconds, rest);
        this.root = Parts.column(
                12,
                Parts.rule(),
                head,
                Parts.paragraph(ui.text("signin.demo.sentence"), "small", "muted"),
                table(users));
        Timeline clock = new Timeline(new KeyFrame(Duration.millis(250), _ -> update()));
        clock.setCycleCount(Timeline.INDEFINITE);
        root.sceneProperty().subscribe(scene -> {
            if (scene == null) {
                clock.stop();
            } else {
                clock.play();
            }
        });
        update();
    }

    Node root() {
        return root;
    }

    private Node table(List<DemoUser> users) {
        GridPane grid = new GridPane(16, 4);
        for (int i = 0; i < COLUMNS; i++) {
            ColumnConstraints column = new ColumnConstraints();
            column.setHgrow(i < COLUMNS - 1 ? Priority.ALWAYS : Priority.NEVER);
            grid.getColumnConstraints().add(column);
        }
        String[] heads = {"signin.demo.user", "signin.demo.role", "signin.demo.password", "signin.demo.code"};
        for (int i = 0; i < heads.length; i++) {
            grid.add(Parts.label(ui.text(heads[i]), "overline"), i, 0);
        }
        for (int i = 0; i < users.size(); i++) {
            DemoUser user = users.get(i);
            grid.add(copyable(user.user(), "strong"), 0, i + 1);
            grid.add(Parts.label(ui.messages().word("role.", user.role()), "muted"), 1, i + 1);
            grid.add(copyable(user.password(), "mono"), 2, i + 1);
            Label code = Parts.label("", "mono", "strong");
            updates.add(() -> code.setText(spaced(user.code(ui.now()))));
            grid.add(
                    Parts.row(
                            2,
                            code,
                            Parts.iconButton(Feather.COPY, ui.text("action.copy"), () -> ui.copy(user.code(ui.now())))),
                    3,
                    i + 1);
        }
        return grid;
    }

    private Node copyable(String text, String style) {
        Label label = Parts.label(text, style);
        label.setMinWidth(Region.USE_PREF_SIZE);
        return Parts.row(2, label, Parts.iconButton(Feather.COPY, ui.text("action.copy"), () -> ui.copy(text)));
    }

    private static String spaced(String code) {
        return code.substring(0, code.length() / 2) + " " + code.substring(code.length() / 2);
    }

    private void update() {
        updates.forEach(Runnable::run);
        long step = Totp.STEP.toMillis();
        long left = step - Math.floorMod(ui.now().toEpochMilli(), step);
        seconds.setText(ui.text("signin.demo.seconds", ui.formats().count(Math.ceilDiv(left, 1000))));
        rest.showPlain((double) left / step);
    }
}
