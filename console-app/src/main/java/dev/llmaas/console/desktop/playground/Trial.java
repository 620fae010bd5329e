package dev.llmaas.console.desktop.playground;

import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.desktop.async.Failure;
import java.util.concurrent.Callable;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A request that is tried out, one at a time. Belongs to the FX thread.
 *
 * @param <T> what it brings
 */
public final class Trial<T> {
    private final Background background;
    private final ReadOnlyObjectWrapper<State<T>> state = new ReadOnlyObjectWrapper<>(new State.Idle<>());
    private Background.@Nullable Work work;

    /**
     * How far it is.
     *
     * @param <T> what it brings
     */
    public sealed interface State<T> {
        /**
         * Nothing was tried yet.
         *
         * @param <T> what it brings
         */
        record Idle<T>() implements State<T> {}

        /**
         * The platform is at work.
         *
         * @param <T> what it brings
         */
        record Running<T>() implements State<T> {}

        /**
         * It is here.
         *
         * @param value what came
         * @param <T> what it brings
         */
        record Done<T>(T value) implements State<T> {}

        /**
         * It did not work.
         *
         * @param failure why
         * @param <T> what it brings
         */
        record Failed<T>(Failure failure) implements State<T> {}
    }

    /** Nothing tried yet. */
    Trial(Background background) {
        this.background = background;
    }

    /** How far it is. */
    public ReadOnlyObjectProperty<State<T>> stateProperty() {
        return state.getReadOnlyProperty();
    }

    /** Whether the platform is at work. */
    public boolean isRunning() {
        return state.get() instanceof State.Running;
    }

    void start(Callable<T> request) {
        if (isRunning()) {
            return;
        }
        state.set(new State.Running<>());
        work = background.run(
                request,
                value -> state.set(new State.Done<>(value)),
                failure -> state.set(new State.Failed<>(failure)));
    }

    /** Gives the request up. */
    public void stop() {
        if (isRunning() && work != null) {
            work.cancel();
            state.set(new State.Idle<>());
        }
    }
}
