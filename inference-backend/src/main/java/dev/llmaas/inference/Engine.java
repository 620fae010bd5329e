package dev.llmaas.inference;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One loaded model, ready to answer. Thread-safe: requests of many threads share it. */
public interface Engine extends AutoCloseable {
    /** The name by which requests call the model. */
    String model();

    /** How busy it is at this moment. Cheap enough to be asked several times a second; never blocks on inference. */
    EngineLoad load();

    /**
     * Completes when the engine has ended unasked and will answer nobody any more; whoever waited has been told by then. Its
     * process had better end then, so that another one can take its place. Never completes for an engine that cannot end so.
     */
    default CompletionStage<Void> breakdown() {
        return new CompletableFuture<>();
    }

    /**
     * Unloads the model. What still generates ends with {@link EngineException.Broken}. Returns when the memory is
     * free; closing again does nothing.
     */
    @Override
    void close();
}
