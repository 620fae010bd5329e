package dev.llmaas.console.desktop.keys;

import dev.llmaas.api.Money;
import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.admin.NewApiKey;
import dev.llmaas.api.admin.Project;
import dev.llmaas.client.AdminClient;
import dev.llmaas.console.Limits;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.desktop.async.Failure;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableMap;
import javafx.collections.ObservableSet;
import org.jspecify.annotations.Nullable;

/** The form for a new key, and its secret once it exists. */
public final class NewKeyViewModel {
    private final AdminClient admin;
    private final Background background;
    private final List<Project> projects;
    private final List<CatalogModel> catalog;
    private final Runnable created;

    private final StringProperty name = new SimpleStringProperty("");
    private final ObjectProperty<@Nullable Project> project = new SimpleObjectProperty<>();
    private final ObjectProperty<@Nullable LocalDate> expires = new SimpleObjectProperty<>();
    private final BooleanProperty allModels = new SimpleBooleanProperty(true);
    private final ObservableSet<String> models = FXCollections.observableSet();
    private final StringProperty tokensPerHour = new SimpleStringProperty("");
    private final StringProperty tokensPerDay = new SimpleStringProperty("");
    private final StringProperty spendPerMonth = new SimpleStringProperty("");
    private final ObservableMap<Field, Problem> problems = FXCollections.observableMap(new EnumMap<>(Field.class));
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<@Nullable Failure> failure = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable IssuedApiKey> issued = new ReadOnlyObjectWrapper<>();

    /** A field of the form. */
    public enum Field {
        /** The name. */
        NAME,
        /** The day on which the key ends. */
        EXPIRES,
        /** The models that it may call. */
        MODELS,
        /** Output tokens an hour. */
        TOKENS_PER_HOUR,
        /** Output tokens a day. */
        TOKENS_PER_DAY,
        /** Money a month. */
        SPEND_PER_MONTH
    }

    /** What is wrong with a field. */
    public enum Problem {
        /** It must not be empty. */
        MISSING,
        /** It is longer than allowed. */
        TOO_LONG,
        /** It is not in the future. */
        PAST,
        /** It is not a whole number from 0. */
        NOT_A_COUNT,
        /** It is not an amount from 0. */
        NOT_AN_AMOUNT
    }

    NewKeyViewModel(
            AdminClient admin,
            Background background,
            List<Project> projects,
            List<CatalogModel> catalog,
            Runnable created) {
        this.admin = admin;
        this.background = background;
        this.projects = projects;
        this.catalog = catalog;
        this.created = created;
        project.set(projects.isEmpty() ? null : projects.getFirst());
    }

    /** The projects to choose from. */
    public List<Project> projects() {
        return projects;
    }

    /** The models to choose from. */
    public List<CatalogModel> catalog() {
        return catalog;
    }

    /** What people will call the key. */
    public StringProperty nameProperty() {
        return name;
    }

    /** Whose consumption it will be. */
    public ObjectProperty<@Nullable Project> projectProperty() {
        return project;
    }

    /** The last day of the key; null for never. */
    public ObjectProperty<@Nullable LocalDate> expiresProperty() {
        return expires;
    }

    /** Whether the key may call every model. */
    public BooleanProperty allModelsProperty() {
        return allModels;
    }

    /** The ids of the models that it may call, if not all. */
    public ObservableSet<String> models() {
        return models;
    }

    /** The limit of output tokens an hour as typed; empty for none. */
    public StringProperty tokensPerHourProperty() {
        return tokensPerHour;
    }

    /** The limit of output tokens a day as typed; empty for none. */
    public StringProperty tokensPerDayProperty() {
        return tokensPerDay;
    }

    /** The limit of spend a month in euros as typed; empty for none. */
    public StringProperty spendPerMonthProperty() {
        return spendPerMonth;
    }

    /** What is wrong, after the last attempt. */
    public ObservableMap<Field, Problem> problems() {
        return problems;
    }

    /** Whether the platform is being asked. */
    public ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    /** Why the platform refused, or null. */
    public ReadOnlyObjectProperty<@Nullable Failure> failureProperty() {
        return failure.getReadOnlyProperty();
    }

    /** The key with its secret, once it exists. */
    public ReadOnlyObjectProperty<@Nullable IssuedApiKey> issuedProperty() {
        return issued.getReadOnlyProperty();
    }

    /** Creates the key if every field is right. A second call while the platform is asked does nothing. */
    public void create(LocalDate today, ZoneId zone) {
        if (running.get()) {
            return;
        }
        NewApiKey wanted = check(today, zone);
        if (!problems.isEmpty()) {
            return;
        }
        running.set(true);
        failure.set(null);
        background.run(
                () -> admin.createKey(wanted),
                key -> {
                    running.set(false);
                    issued.set(key);
                    created.run();
                },
                refusal -> {
                    running.set(false);
                    failure.set(refusal);
                });
    }

    private NewApiKey check(LocalDate today, ZoneId zone) {
        problems.clear();
        String wantedName = name.get().strip();
        if (wantedName.isEmpty()) {
            problems.put(Field.NAME, Problem.MISSING);
        } else if (wantedName.length() > Limits.KEY_NAME_CHARACTERS_MAX) {
            problems.put(Field.NAME, Problem.TOO_LONG);
        }
        LocalDate lastDay = expires.get();
        if (lastDay != null && lastDay.isBefore(today)) {
            problems.put(Field.EXPIRES, Problem.PAST);
        }
        if (!allModels.get() && models.isEmpty()) {
            problems.put(Field.MODELS, Problem.MISSING);
        }
        KeyLimits limits = new KeyLimits(
                count(Field.TOKENS_PER_HOUR, tokensPerHour.get()),
                count(Field.TOKENS_PER_DAY, tokensPerDay.get()),
                amount(spendPerMonth.get()));
        Project wantedProject = project.get();
        return new NewApiKey(
                wantedProject == null ? null : wantedProject.id(),
                wantedName,
                lastDay == null
                        ? null
                        : lastDay.plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli(),
                allModels.get() ? null : List.copyOf(models),
                limits.equals(KeyLimits.NONE) ? null : limits);
    }

    // People group digits as they like; blanks, points, commas and apostrophes between digits mean nothing in a whole
    // number.
    private @Nullable Long count(Field field, String typed) {
        String digits = typed.strip().replaceAll("[\\s\u00a0\u202f.,'’_]", "");
        if (typed.isBlank()) {
            return null;
        }
        if (!digits.matches("\\d{1,15}")) {
            problems.put(field, Problem.NOT_A_COUNT);
            return null;
        }
        return Long.valueOf(digits);
    }

    // The last point or comma followed by one or two digits is the decimal mark; all others group.
    private @Nullable Money amount(String typed) {
        String text = typed.strip().replaceAll("[\\s\u00a0\u202f'’€]", "");
        if (typed.isBlank()) {
            return null;
        }
        String normal = text.replaceAll("[.,](?=\\d{3}(?!\\d))", "").replace(',', '.');
        if (!normal.matches("\\d{1,9}(\\.\\d{1,2})?")) {
            problems.put(Field.SPEND_PER_MONTH, Problem.NOT_AN_AMOUNT);
            return null;
        }
        return Money.ofEuros(normal);
    }
}
