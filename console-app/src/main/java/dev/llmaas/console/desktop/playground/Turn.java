package dev.llmaas.console.desktop.playground;

import dev.llmaas.console.desktop.async.Failure;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.jspecify.annotations.Nullable;

/** One turn of a conversation. The model's grows while it answers. Belongs to the FX thread. */
public final class Turn {
    private final boolean fromPerson;
    private final String model;
    private final ReadOnlyStringWrapper text = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<State> state = new ReadOnlyObjectWrapper<>(State.RUNNING);
    private final ReadOnlyObjectWrapper<@Nullable Answered> answered = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Failure> failure = new ReadOnlyObjectWrapper<>();

    /** Where the model's turn stands. */
    public enum State {
        /** The model reads or writes. */
        RUNNING,
        /** It is complete. */
        DONE,
        /** The person stopped it. */
        STOPPED,
        /** It failed; the failure says why. */
        FAILED
    }

    private Turn(boolean fromPerson, String model) {
        this.fromPerson = fromPerson;
        this.model = model;
    }

    static Turn ofPerson(String said) {
        Turn turn = new Turn(true, "");
        turn.text.set(said);
        turn.state.set(State.DONE);
        return turn;
    }

    static Turn ofModel(String model) {
        return new Turn(false, model);
    }

    /** Whether the person said it. */
    public boolean isFromPerson() {
        return fromPerson;
    }

    /** The model that answers; empty for the person. */
    public String model() {
        return model;
    }

    /** What was said so far. */
    public ReadOnlyStringProperty textProperty() {
        return text.getReadOnlyProperty();
    }

    /** Where it stands. */
    public ReadOnlyObjectProperty<State> stateProperty() {
        return state.getReadOnlyProperty();
    }

    /** What it took, as far as known: the time to the first token at first, all at the end. */
    public ReadOnlyObjectProperty<@Nullable Answered> answeredProperty() {
        return answered.getReadOnlyProperty();
    }

    /** Why it failed, or null. */
    public ReadOnlyObjectProperty<@Nullable Failure> failureProperty() {
        return failure.getReadOnlyProperty();
    }

    void grow(String whole) {
        text.set(whole);
    }

    void measure(Answered figures) {
        answered.set(figures);
    }

    void end(State how) {
        if (state.get() == State.RUNNING) {
            state.set(how);
        }
    }

    void fail(Failure why) {
        failure.set(why);
        end(State.FAILED);
    }
}
