package dev.llmaas.inference;

/**
 * Opens engines of one kind. Found through {@link java.util.ServiceLoader}; has a public constructor without arguments
 * that does nothing, so that looking for one kind loads no other.
 */
public interface EngineProvider {
    /** The scheme of the URIs that it opens, for instance {@code llama}. */
    String scheme();

    /**
     * Loads the model. Returns when it is ready to answer.
     *
     * @throws EngineStartException if it cannot; the message names the file and says what to do
     */
    Engine open(EngineSpec spec);
}
