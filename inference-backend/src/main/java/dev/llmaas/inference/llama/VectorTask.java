package dev.llmaas.inference.llama;

import dev.llmaas.inference.EngineException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** One request for vectors: its inputs, and the vectors as they are made. Fields below the line belong to the scheduler. */
final class VectorTask {
    private final List<int[]> inputs;
    private final float[][] vectors;
    private final CompletableFuture<float[][]> done = new CompletableFuture<>();
    private volatile boolean abandoned;

    private int next;
    private int made;

    /**
     * A request.
     *
     * @param inputs tokens of each input, at least one input, none empty
     */
    VectorTask(List<int[]> inputs) {
        this.inputs = List.copyOf(inputs);
        this.vectors = new float[inputs.size()][];
    }

    /** Tokens of all inputs. */
    long tokens() {
        return inputs.stream().mapToLong(input -> input.length).sum();
    }

    /**
     * Waits for all vectors, in the order of the inputs.
     *
     * @throws EngineException if they cannot be made
     */
    float[][] await() throws InterruptedException {
        try {
            return done.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof EngineException cause) {
                throw cause;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }

    /** Says that nobody waits any more. */
    void abandon() {
        abandoned = true;
    }

    boolean abandoned() {
        return abandoned;
    }

    /** Whether inputs are left to take. */
    boolean hasNext() {
        return next < inputs.size();
    }

    /** The place of the next input. */
    int next() {
        return next;
    }

    /** The tokens of an input. */
    int[] input(int place) {
        return inputs.get(place);
    }

    /** Takes the next input. */
    void advance() {
        next++;
    }

    /** Keeps a vector; the last one completes the task. */
    void put(int input, float[] vector) {
        vectors[input] = vector;
        made++;
        if (made == vectors.length) {
            done.complete(vectors);
        }
    }

    void fail(EngineException cause) {
        done.completeExceptionally(cause);
    }
}
