package dev.llmaas.inference;

/** One loaded model, ready to answer. Thread-safe: requests of many threads share it. */
public interface Engine extends AutoCloseable {
    /** The name by which requests call the model. */
    String model();

    /** How busy it is at this moment. Cheap enough to be asked several times a second; never blocks on inference. */
    EngineLoad load();

    /**
     * Unloads the model. What still generates ends with {@link EngineException.Broken}. Returns when the memory is
     * free; closing again does nothing.
     */
    @Override
    void close();
}
