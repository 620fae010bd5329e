package dev.llmaas.console.desktop;

import dev.llmaas.api.admin.Me;
import dev.llmaas.api.admin.Project;
import dev.llmaas.console.desktop.async.LiveState.Link;
import dev.llmaas.console.desktop.widget.LiveIndicator;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.States;
import dev.llmaas.console.desktop.widget.Ui;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CustomMenuItem;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Where the person is, and whether it is live. */
final class TopBar {
    private final MainViewModel viewModel;
    private final Ui ui;
    private final HBox root = Parts.row(8);

    /**
     * What the user menu does.
     *
     * @param signOut ends the session
     * @param switchPlatform goes back to the choice of a platform; the session stays
     */
    record Acts(Runnable signOut, Runnable switchPlatform) {}

    TopBar(MainViewModel viewModel, Runnable openPalette, Acts acts, List<? extends Node> menus, Ui ui) {
        this.viewModel = viewModel;
        this.ui = ui;
        root.getStyleClass().add("top-bar");
        root.getChildren().addAll(platform(acts), Parts.label("/", "faint"), project(), Parts.spacer());
        root.getChildren().addAll(search(openPalette), live());
        root.getChildren().addAll(menus);
        root.getChildren().addAll(bell(), user(acts));
    }

    Node root() {
        return root;
    }

    private Node platform(Acts acts) {
        MenuButton menu = new MenuButton(viewModel.profile().name());
        menu.setGraphic(Parts.icon(Feather.SERVER));
        menu.getStyleClass().add("ghost");
        menu.setTooltip(new Tooltip(viewModel.profile().url().toString()));
        menu.setAccessibleText(ui.text("top.platform", viewModel.profile().name()));
        MenuItem other = new MenuItem(ui.text("top.switch"), Parts.icon(Feather.REPEAT));
        other.setOnAction(_ -> acts.switchPlatform().run());
        MenuItem address = new MenuItem(ui.text("top.copy_address"), Parts.icon(Feather.COPY));
        address.setOnAction(_ -> ui.copy(viewModel.profile().openAiUrl().toString()));
        menu.getItems().setAll(address, other);
        return menu;
    }

    private Node project() {
        Me me = viewModel.me();
        MenuButton menu = new MenuButton();
        menu.getStyleClass().add("ghost");
        menu.setGraphic(Parts.icon(Feather.BRIEFCASE));
        MenuItem all = new MenuItem(ui.text("top.all_projects"));
        all.setOnAction(_ -> viewModel.projectProperty().set(null));
        menu.getItems().add(all);
        for (Project project : me.projects()) {
            MenuItem item = new MenuItem(project.name());
            item.setOnAction(_ -> viewModel.projectProperty().set(project));
            menu.getItems().add(item);
        }
        viewModel.projectProperty().subscribe(chosen -> {
            String name = chosen == null ? ui.text("top.all_projects") : chosen.name();
            menu.setText(me.organization().name() + "  ·  " + name);
            menu.setAccessibleText(ui.text("top.project", me.organization().name(), name));
        });
        return menu;
    }

    private Node search(Runnable openPalette) {
        Button search = Parts.button(ui.text("top.search"), openPalette);
        search.setId("open-palette");
        search.getStyleClass().setAll("search-button");
        search.setGraphic(Parts.icon(Feather.SEARCH, "icon-small"));
        search.setPrefWidth(200);
        Label keys = Parts.label("Ctrl K", "keycap");
        keys.setMouseTransparent(true);
        StackPane box = new StackPane(search, keys);
        StackPane.setAlignment(keys, javafx.geometry.Pos.CENTER_RIGHT);
        StackPane.setMargin(keys, new javafx.geometry.Insets(0, 8, 0, 0));
        box.setMaxWidth(200);
        return box;
    }

    private Node live() {
        LiveIndicator indicator = new LiveIndicator();
        viewModel.linkProperty().subscribe(link -> {
            switch (link) {
                case Link.Connecting _ ->
                    indicator.show("warning", ui.text("live.connecting"), ui.text("live.connecting.detail"));
                case Link.Live live ->
                    indicator.show(
                            "success",
                            ui.text("live.on"),
                            live.lagMs() < 0
                                    ? ui.text("live.on.detail.none")
                                    : ui.text(
                                            "live.on.detail", ui.formats().duration(Duration.ofMillis(live.lagMs()))));
                case Link.Reconnecting waiting ->
                    indicator.show(
                            "warning",
                            ui.text("live.reconnecting"),
                            ui.text("live.reconnecting.detail", ui.formats().count(waiting.attempt())));
                case Link.Broken broken ->
                    indicator.show("danger", ui.text("live.off"), States.sentence(broken.failure(), ui));
            }
        });
        return indicator;
    }

    private Node bell() {
        MenuButton bell = new MenuButton();
        bell.getStyleClass().addAll("icon-button", "ghost", "no-arrow");
        bell.setTooltip(new Tooltip(ui.text("top.notices")));
        bell.setAccessibleText(ui.text("top.notices"));
        var dot = Parts.region("dot", "danger");
        dot.visibleProperty().bind(viewModel.unreadProperty());
        StackPane icon = new StackPane(Parts.icon(Feather.BELL), dot);
        StackPane.setAlignment(dot, javafx.geometry.Pos.TOP_RIGHT);
        bell.setGraphic(icon);
        bell.getItems().add(new CustomMenuItem(Parts.label(ui.text("top.notices.none"), "muted"), false));
        bell.setOnShowing(_ -> {
            viewModel.unreadProperty().set(false);
            fillBell(bell);
        });
        return bell;
    }

    private void fillBell(MenuButton bell) {
        if (viewModel.notices().isEmpty()) {
            return;
        }
        bell.getItems().clear();
        for (MainViewModel.Notice notice : viewModel.notices().stream().limit(8).toList()) {
            Label what = Parts.label(
                    ui.text(
                            "notice.replica",
                            notice.replica().model(),
                            ui.messages().word("replica.", notice.replica().state())),
                    "body");
            Label when = Parts.label(ui.formats().ago(Instant.ofEpochMilli(notice.atMs()), ui.now()), "small", "faint");
            bell.getItems().add(new CustomMenuItem(Parts.column(2, what, when), false));
        }
    }

    private Node user(Acts acts) {
        Me me = viewModel.me();
        MenuButton menu = new MenuButton();
        menu.setId("user-menu");
        menu.getStyleClass().addAll("icon-button", "ghost", "no-arrow");
        menu.setGraphic(Parts.label(initials(me.name()), "avatar"));
        menu.setAccessibleText(me.name());
        menu.setTooltip(new Tooltip(me.name()));
        String roles = me.roles().stream()
                .map(role -> ui.messages().word("role.", role))
                .collect(Collectors.joining(", "));
        VBox who = Parts.column(
                2,
                Parts.label(me.name(), "strong"),
                Parts.label(me.email(), "small", "muted"),
                Parts.label(roles, "small", "faint"));
        MenuItem signOut = new MenuItem(ui.text("top.sign_out"), Parts.icon(Feather.LOG_OUT));
        signOut.setOnAction(_ -> acts.signOut().run());
        menu.getItems().addAll(new CustomMenuItem(who, false), new SeparatorMenuItem(), signOut);
        return menu;
    }

    private static String initials(String name) {
        String[] words = name.strip().split("\\s+", -1);
        String first = words[0].isEmpty() ? "?" : words[0].substring(0, 1);
        String last = words.length < 2 ? "" : words[words.length - 1].substring(0, 1);
        return (first + last).toUpperCase(java.util.Locale.ROOT);
    }
}
