package dev.llmaas.console.desktop.keys;

import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.Project;
import dev.llmaas.console.desktop.keys.NewKeyViewModel.Field;
import dev.llmaas.console.desktop.keys.NewKeyViewModel.Problem;
import dev.llmaas.console.desktop.widget.CodeBlock;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.SecretField;
import dev.llmaas.console.desktop.widget.Sheet;
import dev.llmaas.console.desktop.widget.States;
import dev.llmaas.console.desktop.widget.Ui;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.collections.MapChangeListener;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.DatePicker;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/** The dialog for a new key, and the one that shows its secret. */
final class NewKeyView {
    private static final double WIDTH = 560;
    private static final PseudoClass WRONG = PseudoClass.getPseudoClass("danger"); // AtlantaFX draws it
    private static final long TIER_TOKENS_PER_HOUR = 150_000;
    private static final long TIER_TOKENS_PER_DAY = 3_600_000;
    private static final long TIER_EUROS_PER_MONTH = 1_000;

    private final NewKeyViewModel form;
    private final KeysViewModel keys;
    private final Ui ui;
    private final VBox failure = Parts.column(0);
    private final Map<Field, Label> problems = new EnumMap<>(Field.class);
    private final Map<Field, Node> controls = new EnumMap<>(Field.class);

    NewKeyView(NewKeyViewModel form, KeysViewModel keys, Ui ui) {
        this.form = form;
        this.keys = keys;
        this.ui = ui;
    }

    void open() {
        Button cancel = Parts.button(ui.text("action.cancel"), ui.overlay()::close);
        Button create = Parts.button(ui.text("keys.create"), this::create, "accent");
        create.setId("new-key-create");
        create.setDefaultButton(true);
        create.disableProperty().bind(form.runningProperty());
        ui.overlay()
                .open(
                        new Sheet(
                                ui.text("keys.new.title"),
                                ui.text("keys.new.sentence"),
                                WIDTH,
                                fields(),
                                List.of(cancel, create)),
                        true);
        form.problems().addListener((MapChangeListener<Field, Problem>) _ -> showProblems());
        form.failureProperty().subscribe(refusal -> {
            failure.getChildren().setAll(refusal == null ? List.of() : List.of(States.notice(refusal, ui)));
            failure.setVisible(refusal != null);
            failure.setManaged(refusal != null);
        });
        form.issuedProperty().subscribe(issued -> {
            if (issued != null) {
                ui.overlay().close();
                showSecret(issued);
            }
        });
    }

    private void create() {
        form.create(
                LocalDate.ofInstant(ui.now(), ui.formats().zone()), ui.formats().zone());
    }

    private Node fields() {
        TextField name = new TextField();
        name.setId("new-key-name");
        name.setPromptText(ui.text("keys.new.name.example"));
        name.textProperty().bindBidirectional(form.nameProperty());
        HBox when = new HBox(16, project(), expiry());
        when.getChildren().forEach(field -> HBox.setHgrow(field, javafx.scene.layout.Priority.ALWAYS));
        return Parts.column(
                18,
                failure,
                field(Field.NAME, ui.text("keys.name"), ui.text("keys.new.name.hint"), name),
                when,
                models(),
                limits());
    }

    private Node field(Field field, String name, String hint, Node control) {
        VBox box = Parts.field(name, hint, control);
        Label problem = Parts.paragraph("", "field-error");
        problem.setVisible(false);
        problem.setManaged(false);
        problems.put(field, problem);
        controls.put(field, control);
        box.getChildren().add(problem);
        return box;
    }

    private void showProblems() {
        problems.forEach((field, label) -> {
            Problem problem = form.problems().get(field);
            label.setText(problem == null ? "" : ui.messages().word("keys.problem.", problem));
            label.setVisible(problem != null);
            label.setManaged(problem != null);
        });
        controls.forEach((field, control) ->
                control.pseudoClassStateChanged(WRONG, form.problems().get(field) != null));
    }

    private Node project() {
        ComboBox<Project> choice = new ComboBox<>();
        choice.getItems().setAll(form.projects());
        choice.setMaxWidth(Double.MAX_VALUE);
        choice.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable Project project) {
                return project == null ? "" : project.name();
            }

            @Override
            public @Nullable Project fromString(String text) {
                return null;
            }
        });
        choice.valueProperty().bindBidirectional(form.projectProperty());
        VBox field = Parts.field(ui.text("keys.project"), "", choice);
        field.setPrefWidth(WIDTH / 2);
        return field;
    }

    private Node expiry() {
        DatePicker date = new DatePicker();
        date.setPromptText(ui.text("keys.never"));
        date.setMaxWidth(Double.MAX_VALUE);
        date.valueProperty().bindBidirectional(form.expiresProperty());
        Node field = field(Field.EXPIRES, ui.text("keys.expires"), "", date);
        ((VBox) field).setPrefWidth(WIDTH / 2);
        return field;
    }

    private Node models() {
        CheckBox all = new CheckBox(ui.text("keys.models.all"));
        all.selectedProperty().bindBidirectional(form.allModelsProperty());
        FlowPane choices = new FlowPane(16, 10);
        for (CatalogModel model : form.catalog()) {
            CheckBox choice = new CheckBox(model.id());
            choice.selectedProperty().subscribe(selected -> {
                if (selected) {
                    form.models().add(model.id());
                } else {
                    form.models().remove(model.id());
                }
            });
            choices.getChildren().add(choice);
        }
        choices.disableProperty().bind(form.allModelsProperty());
        choices.visibleProperty().bind(form.allModelsProperty().not());
        choices.managedProperty().bind(choices.visibleProperty());
        return field(Field.MODELS, ui.text("keys.models"), "", Parts.column(10, all, choices));
    }

    private Node limits() {
        TextField hour = limit("new-key-hour", ui.formats().count(TIER_TOKENS_PER_HOUR));
        hour.textProperty().bindBidirectional(form.tokensPerHourProperty());
        TextField day = limit("new-key-day", ui.formats().count(TIER_TOKENS_PER_DAY));
        day.textProperty().bindBidirectional(form.tokensPerDayProperty());
        TextField month = limit("new-key-month", ui.formats().count(TIER_EUROS_PER_MONTH));
        month.textProperty().bindBidirectional(form.spendPerMonthProperty());
        HBox row = new HBox(
                12,
                field(Field.TOKENS_PER_HOUR, ui.text("keys.new.hour"), "", hour),
                field(Field.TOKENS_PER_DAY, ui.text("keys.new.day"), "", day),
                field(Field.SPEND_PER_MONTH, ui.text("keys.new.month"), "", month));
        return Parts.column(
                10,
                Parts.column(
                        4,
                        Parts.label(ui.text("keys.limits"), "h2"),
                        Parts.paragraph(ui.text("keys.new.limits.hint"), "field-hint")),
                row);
    }

    private static TextField limit(String id, String example) {
        TextField field = new TextField();
        field.setId(id);
        field.setPromptText(example);
        return field;
    }

    private void showSecret(IssuedApiKey issued) {
        SecretField secret = new SecretField(issued.secret(), ui);
        Button done = Parts.button(ui.text("action.done"), ui.overlay()::close, "accent");
        done.setId("secret-done");
        done.disableProperty().bind(secret.storedProperty().not());
        CodeSamples samples = keys.samples(issued.key());
        Map<String, String> code = new LinkedHashMap<>();
        code.put("curl", samples.curl(issued.secret()));
        code.put(ui.text("keys.code.environment"), samples.environment(issued.secret()));
        VBox body = Parts.column(
                18,
                secret,
                Parts.column(6, Parts.label(ui.text("keys.secret.try"), "field-label"), new CodeBlock(code, ui)));
        ui.overlay()
                .open(
                        new Sheet(
                                ui.text("keys.secret.title", issued.key().name()),
                                ui.text("keys.secret.sentence"),
                                WIDTH + 80,
                                body,
                                List.of(done)),
                        false);
    }
}
