package dev.llmaas.console.desktop.async;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javafx.beans.property.ObjectProperty;
import org.jspecify.annotations.Nullable;

/**
 * Runs work on a virtual thread of its own and brings the result to the FX thread. Thread-safe.
 */
public final class Background {
    private final Executor screen;

    /**
     * Brings results to {@code screen}.
     *
     * @param screen {@code Platform::runLater} in the application; {@code Runnable::run} in tests
     */
    public Background(Executor screen) {
        this.screen = screen;
    }

    /** Work that was started. Cancelling interrupts it; its result is dropped. */
    public static final class Work {
        private final AtomicBoolean cancelled = new AtomicBoolean();
        private @Nullable Thread thread;

        private Work() {}

        /** Gives up. Does nothing if the work is done. */
        public void cancel() {
            cancelled.set(true);
            Thread running = thread;
            if (running != null) {
                running.interrupt();
            }
        }
    }

    /** Does {@code work}, then {@code done} or {@code failed} on the FX thread. */
    public <T> Work run(Callable<T> work, Consumer<T> done, Consumer<Failure> failed) {
        Work started = new Work();
        started.thread = Thread.ofVirtual().name("background").unstarted(() -> {
            try {
                T result = work.call();
                screen.execute(() -> {
                    if (!started.cancelled.get()) {
                        done.accept(result);
                    }
                });
            } catch (Exception e) { // the edge: whatever happened, a screen must say so
                screen.execute(() -> {
                    if (!started.cancelled.get()) {
                        failed.accept(Failure.of(e));
                    }
                });
            }
        });
        started.thread.start();
        return started;
    }

    /**
     * Reads something into {@code target}. What is there stays visible while it is read again; after a failure, it is
     * loading again.
     */
    public <T> Work load(ObjectProperty<Load<T>> target, Callable<T> work) {
        if (!(target.get() instanceof Load.Ready<T>)) {
            target.set(new Load.Loading<>());
        }
        return run(
                work, value -> target.set(new Load.Ready<>(value)), failure -> target.set(new Load.Failed<>(failure)));
    }

    /** Runs {@code task} on the FX thread. */
    public void onScreen(Runnable task) {
        screen.execute(task);
    }
}
