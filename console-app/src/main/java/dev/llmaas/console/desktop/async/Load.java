package dev.llmaas.console.desktop.async;

/**
 * How far the reading of something is. A screen must show each of the three.
 *
 * @param <T> what is read
 */
public sealed interface Load<T> {
    /**
     * Not here yet.
     *
     * @param <T> what is read
     */
    record Loading<T>() implements Load<T> {}

    /**
     * Here.
     *
     * @param value what was read
     * @param <T> what is read
     */
    record Ready<T>(T value) implements Load<T> {}

    /**
     * It could not be read.
     *
     * @param failure why
     * @param <T> what is read
     */
    record Failed<T>(Failure failure) implements Load<T> {}
}
