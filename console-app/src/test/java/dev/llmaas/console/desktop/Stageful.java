package dev.llmaas.console.desktop;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;

/** Runs things on the FX thread of the headless platform and waits for them. */
public final class Stageful {
    private static boolean started;

    private Stageful() {}

    /** Starts JavaFX once in this process. */
    public static void start() {
        if (!started) {
            started = true;
            CountDownLatch up = new CountDownLatch(1);
            try {
                Platform.startup(up::countDown);
                up.await(30, TimeUnit.SECONDS);
            } catch (IllegalStateException running) {
                // Another test started it.
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            Platform.setImplicitExit(false);
        }
    }

    /** The result of {@code work} on the FX thread. */
    public static <T> T onScreen(Callable<T> work) {
        start();
        CompletableFuture<T> result = new CompletableFuture<>();
        Platform.runLater(() -> {
            try {
                result.complete(work.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result.orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** Waits until JavaFX has laid out and drawn {@code count} times. */
    public static void pulses(int count) {
        CountDownLatch drawn = new CountDownLatch(count);
        javafx.animation.AnimationTimer timer = new javafx.animation.AnimationTimer() {
            @Override
            public void handle(long now) {
                drawn.countDown();
            }
        };
        Platform.runLater(timer::start);
        try {
            if (!drawn.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("JavaFX does not draw.");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Platform.runLater(timer::stop);
    }
}
