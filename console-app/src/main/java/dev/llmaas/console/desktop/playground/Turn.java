package dev.llmaas.console.desktop.playground;

import dev.llmaas.api.openai.ToolCall;
import dev.llmaas.console.desktop.async.Failure;
import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.jspecify.annotations.Nullable;

/** One turn of a conversation. The model's grows while it answers. Belongs to the FX thread. */
public final class Turn {
    private final Speaker speaker;
    private final String name;
    private final String callId;
    private final ReadOnlyStringWrapper text = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper reasoning = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<List<ToolCall>> calls = new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<@Nullable FormCheck> form = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<State> state = new ReadOnlyObjectWrapper<>(State.RUNNING);
    private final ReadOnlyObjectWrapper<@Nullable Answered> answered = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Failure> failure = new ReadOnlyObjectWrapper<>();

    /** Whose turn it is. */
    public enum Speaker {
        /** The person's. */
        PERSON,
        /** The model's. */
        MODEL,
        /** The result of a tool, which the person gave. */
        TOOL
    }

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

    private Turn(Speaker speaker, String name, String callId) {
        this.speaker = speaker;
        this.name = name;
        this.callId = callId;
    }

    static Turn ofPerson(String said) {
        return said(new Turn(Speaker.PERSON, "", ""), said);
    }

    static Turn ofModel(String model) {
        return new Turn(Speaker.MODEL, model, "");
    }

    /** What the tool {@code name} answered to the call of this id. */
    static Turn ofTool(String name, String callId, String result) {
        return said(new Turn(Speaker.TOOL, name, callId), result);
    }

    private static Turn said(Turn turn, String words) {
        turn.text.set(words);
        turn.state.set(State.DONE);
        return turn;
    }

    /** Whose turn it is. */
    public Speaker speaker() {
        return speaker;
    }

    /** Whether the person said it. */
    public boolean isFromPerson() {
        return speaker == Speaker.PERSON;
    }

    /** The model that answers, or the tool; empty for the person. */
    public String name() {
        return name;
    }

    /** The call that a tool answers; empty for others. */
    public String callId() {
        return callId;
    }

    /** What the model thought before it answered. */
    public ReadOnlyStringProperty reasoningProperty() {
        return reasoning.getReadOnlyProperty();
    }

    /** The tools that the model wants called; known at the end of its turn. */
    public ReadOnlyObjectProperty<List<ToolCall>> callsProperty() {
        return calls.getReadOnlyProperty();
    }

    /** Whether the answer has the form that was asked for; null if none was. */
    ReadOnlyObjectProperty<@Nullable FormCheck> formProperty() {
        return form.getReadOnlyProperty();
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

    void grow(String whole, String thoughts) {
        text.set(whole);
        reasoning.set(thoughts);
    }

    void call(List<ToolCall> wanted) {
        calls.set(List.copyOf(wanted));
    }

    void check(@Nullable FormCheck found) {
        form.set(found);
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
