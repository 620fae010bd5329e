package dev.llmaas.console.desktop.signin;

import dev.llmaas.api.Totp;
import dev.llmaas.console.desktop.widget.Meter;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.Ui;
import dev.llmaas.console.session.DemoUser;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
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
    /** User, role, password and code; what can be copied has its button in a column of its own. */
    private static final int[] HEADS = {0, 2, 3, 5};

    private static final int COLUMNS = 7;

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
        GridPane grid = new GridPane(4, 4);
        for (int i = 0; i < COLUMNS; i++) {
            ColumnConstraints column = new ColumnConstraints();
            column.setHgrow(i == 1 || i == 2 || i == 4 ? Priority.ALWAYS : Priority.NEVER);
            grid.getColumnConstraints().add(column);
        }
        String[] heads = {"signin.demo.user", "signin.demo.role", "signin.demo.password", "signin.demo.code"};
        for (int i = 0; i < heads.length; i++) {
            grid.add(Parts.label(ui.text(heads[i]), "overline"), HEADS[i], 0);
        }
        for (int i = 0; i < users.size(); i++) {
            DemoUser user = users.get(i);
            Label code = Parts.label("", "mono", "strong");
            updates.add(() -> code.setText(spaced(user.code(ui.now()))));
            grid.addRow(
                    i + 1,
                    whole(Parts.label(user.user(), "strong")),
                    copy(user::user),
                    Parts.label(ui.messages().word("role.", user.role()), "muted"),
                    whole(Parts.label(user.password(), "mono")),
                    copy(user::password),
                    whole(code),
                    copy(() -> user.code(ui.now())));
        }
        return grid;
    }

    private static Label whole(Label label) {
        label.setMinWidth(Region.USE_PREF_SIZE);
        return label;
    }

    private Node copy(Supplier<String> text) {
        return Parts.iconButton(Feather.COPY, ui.text("action.copy"), () -> ui.copy(text.get()));
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
