package dev.llmaas.console.desktop;

import dev.llmaas.api.admin.Me;
import dev.llmaas.api.admin.Project;
import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.console.Limits;
import dev.llmaas.console.desktop.async.LiveState.Link;
import dev.llmaas.console.desktop.async.Tick;
import dev.llmaas.console.session.Profile;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** The shell: who is signed in where, which screen is open, how the platform is. */
public final class MainViewModel {
    private final Me me;
    private final Profile profile;
    private final ReadOnlyObjectProperty<Link> link;
    private final List<Screen> screens;
    private final ObjectProperty<Screen> screen;
    private final ObjectProperty<@Nullable Project> project = new SimpleObjectProperty<>();
    private final BooleanProperty collapsed = new SimpleBooleanProperty();
    private final ObservableList<Notice> notices = FXCollections.observableArrayList();
    private final BooleanProperty unread = new SimpleBooleanProperty();
    private final ObservableList<Replica> troubled = FXCollections.observableArrayList();
    private final Map<String, Replica> troubles = new TreeMap<>();

    /**
     * Something that happened while the console was open.
     *
     * @param atMs when, milliseconds since 1970
     * @param replica the runner whose state changed, as it stood then
     */
    public record Notice(long atMs, Replica replica) {}

    /** The shell for a person on a platform; opens the first screen that the person may see. */
    public MainViewModel(Me me, Profile profile, Consumer<Consumer<Tick>> ticks, ReadOnlyObjectProperty<Link> link) {
        this.me = me;
        this.profile = profile;
        this.link = link;
        this.screens = Arrays.stream(Screen.values())
                .filter(candidate -> me.may(candidate.permission()))
                .toList();
        this.screen = new SimpleObjectProperty<>(screens.isEmpty() ? Screen.OVERVIEW : screens.getFirst());
        ticks.accept(this::tick);
    }

    /** Who is signed in. */
    public Me me() {
        return me;
    }

    /** The platform. */
    public Profile profile() {
        return profile;
    }

    /** The screens that the person may see, in order. */
    public List<Screen> screens() {
        return screens;
    }

    /** The screen that is open. */
    public ObjectProperty<Screen> screenProperty() {
        return screen;
    }

    /** The project that screens are narrowed to; null for all of them. */
    public ObjectProperty<@Nullable Project> projectProperty() {
        return project;
    }

    /** Whether the navigation shows icons only. */
    public BooleanProperty collapsedProperty() {
        return collapsed;
    }

    /** How the console hangs on the platform. */
    public ReadOnlyObjectProperty<Link> linkProperty() {
        return link;
    }

    /** What happened lately, newest first. */
    public ObservableList<Notice> notices() {
        return notices;
    }

    /** Whether there are notices that nobody has looked at. */
    public BooleanProperty unreadProperty() {
        return unread;
    }

    /** Runners that do not answer now: a running incident. */
    public ObservableList<Replica> troubled() {
        return troubled;
    }

    private void tick(Tick tick) {
        for (Replica replica : tick.replicas()) {
            boolean bad = replica.state() == ReplicaState.FAILED || replica.state() == ReplicaState.RESTARTING;
            Replica before = bad ? troubles.put(replica.id(), replica) : troubles.remove(replica.id());
            if (bad || before != null) {
                notices.addFirst(new Notice(tick.atMs(), replica));
                unread.set(true);
            }
        }
        if (notices.size() > Limits.NOTICES_MAX) {
            notices.remove(Limits.NOTICES_MAX, notices.size());
        }
        if (!tick.replicas().isEmpty()) {
            troubled.setAll(troubles.values());
        }
    }
}
