package dev.llmaas.console.desktop.signin;

import dev.llmaas.api.admin.PlatformDescription.SignInProvider;
import dev.llmaas.console.desktop.signin.SignInViewModel.DeviceCode;
import dev.llmaas.console.desktop.signin.SignInViewModel.Step;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.States;
import dev.llmaas.console.desktop.widget.Ui;
import dev.llmaas.console.session.Profile;
import dev.llmaas.console.session.ServerTrust;
import java.net.URI;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import org.kordamp.ikonli.feather.Feather;

/** One card in the middle that leads from a platform to a person. */
public final class SignInView {
    private static final double WIDTH = 520;
    private static final double WIDE = 720;
    private static final double HINT_WIDTH = 330;

    private final SignInViewModel viewModel;
    private final Ui ui;
    private final VBox card = Parts.column(20);
    private final StackPane root = new StackPane();

    /** The view of {@code viewModel}; {@code menus} are language and theme. */
    public SignInView(SignInViewModel viewModel, List<? extends Node> menus, Ui ui) {
        this.viewModel = viewModel;
        this.ui = ui;
        card.getStyleClass().addAll("card", "signin-card");
        card.setMaxHeight(javafx.scene.layout.Region.USE_PREF_SIZE);
        VBox middle = Parts.column(24, brand(), card);
        middle.setAlignment(Pos.CENTER);
        middle.setPadding(new javafx.geometry.Insets(72, 24, 48, 24));
        var scroll = Parts.scroll(middle, "page-scroll");
        scroll.setFitToHeight(true);
        HBox corner = Parts.row(4);
        corner.getChildren().setAll(menus);
        corner.setAlignment(Pos.TOP_RIGHT);
        corner.setPadding(new javafx.geometry.Insets(16));
        corner.setMaxHeight(javafx.scene.layout.Region.USE_PREF_SIZE);
        corner.setPickOnBounds(false);
        StackPane.setAlignment(corner, Pos.TOP_RIGHT);
        root.getChildren().addAll(scroll, corner);
        root.getStyleClass().add("signin");
        viewModel.stepProperty().subscribe(this::show);
    }

    /** The node of the screen. */
    public Parent root() {
        return root;
    }

    private Node brand() {
        HBox line = Parts.row(12, Logo.node(), Parts.label("llmaas", "h1"));
        line.setAlignment(Pos.CENTER);
        return line;
    }

    private void show(Step step) {
        card.setMaxWidth(step instanceof Step.Choice choice && !choice.users().isEmpty() ? WIDE : WIDTH);
        card.getChildren()
                .setAll(
                        switch (step) {
                            case Step.Choosing _ -> choosing();
                            case Step.Connecting connecting ->
                                busy(ui.text("signin.connecting", connecting.name()), "");
                            case Step.Starting _ -> busy(ui.text("signin.starting"), ui.text("signin.starting.hint"));
                            case Step.Trusting stranger -> trusting(stranger);
                            case Step.Choice choice -> choice(choice);
                            case Step.Waiting waiting -> waiting(waiting);
                            case Step.Failed failed -> failed(failed);
                        });
    }

    private List<Node> heading(String title, String sentence) {
        return List.of(Parts.column(6, Parts.paragraph(title, "h1"), Parts.paragraph(sentence, "muted")));
    }

    private List<Node> choosing() {
        VBox all = Parts.column(20);
        all.getChildren().addAll(heading(ui.text("signin.title"), ui.text("signin.sentence")));
        if (viewModel.hasLocalPlatform()) {
            all.getChildren()
                    .add(row(
                            Feather.PLAY,
                            ui.text("signin.local"),
                            ui.text("signin.local.hint"),
                            "try-locally",
                            viewModel::tryLocally));
        }
        if (!viewModel.known().isEmpty()) {
            VBox list = Parts.column(8, Parts.label(ui.text("signin.known"), "overline"));
            viewModel.known().forEach(profile -> list.getChildren().add(known(profile)));
            all.getChildren().add(list);
        }
        all.getChildren().add(addForm());
        return List.copyOf(all.getChildren());
    }

    private Node known(Profile profile) {
        Node row = row(
                Feather.SERVER,
                profile.name(),
                profile.url().toString(),
                "platform-" + profile.name(),
                () -> viewModel.connect(profile));
        HBox.setHgrow(row, Priority.ALWAYS);
        return Parts.row(
                4,
                row,
                Parts.iconButton(Feather.X, ui.text("signin.forget", profile.name()), () -> viewModel.forget(profile)));
    }

    private Node row(Feather symbol, String title, String hint, String id, Runnable action) {
        Label name = Parts.label(title, "strong");
        Text below = new Text(hint); // a label would not know its height before the button knows its width
        below.getStyleClass().add("hint-text");
        below.setWrappingWidth(HINT_WIDTH);
        VBox words = Parts.column(2, name, below);
        HBox.setHgrow(words, Priority.ALWAYS);
        Button row = Parts.button("", action, "choice-row");
        row.setId(id);
        row.setGraphic(
                Parts.row(14, Parts.icon(symbol, "icon-large", "accent"), words, Parts.icon(Feather.CHEVRON_RIGHT)));
        row.setMaxWidth(Double.MAX_VALUE);
        row.setAccessibleText(title + ". " + hint);
        ((HBox) row.getGraphic()).prefWidthProperty().bind(row.widthProperty().subtract(28));
        return row;
    }

    private Node addForm() {
        TextField address = new TextField();
        address.setId("platform-address");
        address.setPromptText("https://llm.example.org:8443");
        address.textProperty().bindBidirectional(viewModel.addressProperty());
        address.setOnAction(_ -> viewModel.add());
        HBox.setHgrow(address, Priority.ALWAYS);
        Button go = Parts.button(ui.text("signin.connect"), viewModel::add, "accent");
        go.disableProperty().bind(viewModel.addressProperty().isEmpty());
        Label problem = Parts.paragraph("", "field-error");
        viewModel.addressProblemProperty().subscribe(sentence -> {
            problem.setText(sentence == null ? "" : sentence);
            problem.setVisible(sentence != null);
            problem.setManaged(sentence != null);
        });
        VBox field = Parts.field(ui.text("signin.add"), "", address);
        field.getChildren().setAll(field.getChildren().getFirst(), Parts.row(8, address, go), problem);
        return field;
    }

    private List<Node> busy(String title, String sentence) {
        ProgressBar bar = new ProgressBar();
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.setAccessibleText(title);
        HBox cancel = new HBox(Parts.button(ui.text("action.cancel"), viewModel::back));
        cancel.setAlignment(Pos.CENTER_RIGHT);
        VBox words = Parts.column(6, Parts.paragraph(title, "h2"));
        if (!sentence.isEmpty()) {
            words.getChildren().add(Parts.paragraph(sentence, "muted"));
        }
        return List.of(words, bar, cancel);
    }

    private List<Node> trusting(Step.Trusting stranger) {
        ServerTrust trust = stranger.trust();
        Node warning = notice(
                Feather.SHIELD,
                "warning",
                ui.text("signin.trust.why", stranger.profile().url().getHost()));
        Label fingerprint = Parts.paragraph(inTwoLines(trust.fingerprint()), "fingerprint");
        HBox code = Parts.row(
                8,
                fingerprint,
                Parts.iconButton(Feather.COPY, ui.text("action.copy"), () -> ui.copy(trust.fingerprint())));
        HBox.setHgrow(fingerprint, Priority.ALWAYS);
        code.getStyleClass().add("well");
        var certificate = trust.authority();
        VBox facts = Parts.column(
                12,
                Parts.property(
                        ui.text("signin.trust.subject"),
                        Parts.paragraph(certificate.getSubjectX500Principal().getName(), "body")),
                Parts.property(
                        ui.text("signin.trust.until"),
                        Parts.label(ui.formats().date(certificate.getNotAfter().toInstant()), "body")),
                Parts.property(ui.text("signin.trust.fingerprint"), code));
        Button trustIt = Parts.button(ui.text("signin.trust.accept"), () -> viewModel.trust(stranger), "accent");
        trustIt.setId("trust-platform");
        return List.of(
                Parts.paragraph(ui.text("signin.trust.title"), "h1"),
                warning,
                facts,
                buttons(Parts.button(ui.text("action.cancel"), viewModel::back), trustIt));
    }

    private static String inTwoLines(String fingerprint) {
        int half = fingerprint.length() / 2 + 1;
        return fingerprint.substring(0, half) + "\n" + fingerprint.substring(half);
    }

    private Node notice(Feather symbol, String tone, String sentence) {
        Label text = Parts.paragraph(sentence, "body");
        HBox.setHgrow(text, Priority.ALWAYS);
        HBox box = new HBox(10, Parts.icon(symbol, tone), text);
        box.getStyleClass().addAll("notice", tone);
        return box;
    }

    private static HBox buttons(Node... nodes) {
        HBox row = Parts.row(8, nodes);
        row.setAlignment(Pos.CENTER_RIGHT);
        return row;
    }

    private List<Node> choice(Step.Choice choice) {
        VBox all = Parts.column(20);
        all.getChildren()
                .addAll(heading(
                        ui.text("signin.choice.title", choice.description().name()),
                        ui.text("signin.choice.sentence", choice.profile().url())));
        for (SignInProvider provider : choice.description().providers()) {
            all.getChildren().add(provider(choice, provider));
        }
        if (!choice.users().isEmpty()) {
            all.getChildren().add(new DemoUsersView(choice.users(), ui).root());
        }
        all.getChildren().add(other());
        return List.copyOf(all.getChildren());
    }

    private Node other() {
        return new HBox(Parts.button(ui.text("signin.other"), viewModel::back, "link-button"));
    }

    private Node provider(Step.Choice choice, SignInProvider provider) {
        if (provider.problem() != null) {
            return notice(
                    Feather.ALERT_TRIANGLE,
                    "danger",
                    ui.text("signin.provider.problem", provider.displayName(), provider.problem()));
        }
        var language = ui.messages().language().locale();
        Button browser = Parts.button(
                ui.text("signin.sso", provider.displayName()),
                () -> viewModel.signIn(choice, provider, language, ui.browser()),
                "accent",
                "large");
        browser.setId("sign-in-" + provider.id());
        browser.setGraphic(Parts.icon(Feather.LOG_IN, "on-accent"));
        browser.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(browser, Priority.ALWAYS);
        Button device = Parts.button(
                ui.text("signin.device"), () -> viewModel.signInOnDevice(choice, provider, language), "large");
        device.setGraphic(Parts.icon(Feather.SMARTPHONE));
        return Parts.row(8, browser, device);
    }

    private List<Node> waiting(Step.Waiting waiting) {
        VBox all = Parts.column(20);
        DeviceCode device = waiting.device();
        URI page = waiting.page();
        if (device != null) {
            all.getChildren().addAll(heading(ui.text("signin.device.title"), ui.text("signin.device.sentence")));
            all.getChildren().add(deviceCode(device));
        } else {
            all.getChildren().addAll(heading(ui.text("signin.waiting.title"), ui.text("signin.waiting.sentence")));
            ProgressBar bar = new ProgressBar();
            bar.setMaxWidth(Double.MAX_VALUE);
            all.getChildren().add(bar);
        }
        if (page != null) {
            all.getChildren().add(address(page));
        }
        all.getChildren().add(buttons(Parts.button(ui.text("action.cancel"), viewModel::giveUp)));
        return List.copyOf(all.getChildren());
    }

    private Node address(URI page) {
        TextField field = new TextField(page.toString());
        field.setEditable(false);
        field.getStyleClass().add("mono");
        HBox.setHgrow(field, Priority.ALWAYS);
        Button open =
                Parts.button(ui.text("signin.waiting.again"), () -> ui.browser().accept(page));
        return Parts.column(
                8,
                Parts.paragraph(ui.text("signin.waiting.fallback"), "small", "muted"),
                Parts.row(
                        8,
                        field,
                        Parts.iconButton(Feather.COPY, ui.text("action.copy"), () -> ui.copy(page.toString())),
                        open));
    }

    private Node deviceCode(DeviceCode device) {
        Label code = Parts.label(device.code(), "display", "mono-display");
        Label where = Parts.paragraph(device.page().toString(), "accent-text");
        Label until = Parts.label(
                ui.text("signin.device.until", ui.formats().until(device.endsAt(), ui.now())), "small", "faint");
        VBox words = Parts.column(
                10,
                Parts.property(ui.text("signin.device.open"), where),
                Parts.property(
                        ui.text("signin.device.type"),
                        Parts.row(
                                8,
                                code,
                                Parts.iconButton(Feather.COPY, ui.text("action.copy"), () -> ui.copy(device.code())))),
                until);
        HBox.setHgrow(words, Priority.ALWAYS);
        return Parts.row(24, words, QrPicture.of(device.pageWithCode()));
    }

    private List<Node> failed(Step.Failed failed) {
        return List.of(States.failed(failed.failure(), ui, failed.again()), other());
    }
}
