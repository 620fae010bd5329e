package dev.llmaas.inference.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A context: the keys and values of several sequences, and the batch that the next step computes. Belongs to one thread,
 * which makes, uses and closes it.
 */
final class LlamaContext implements AutoCloseable {
    /**
     * What a context is made with, see {@link LlamaOptions}.
     *
     * @param microBatch tokens of a batch that are computed together
     * @param fused whether attention may be computed in one go, without its table of scores in memory
     * @param pooling how vectors are made; null for a context that generates text
     */
    record Shape(
            int tokens,
            int batch,
            int microBatch,
            int sequences,
            int threads,
            boolean fused,
            @Nullable Pooling pooling) {
        /** A context that generates text, computed as the library likes it best. */
        Shape(int tokens, int batch, int sequences, int threads) {
            this(tokens, batch, sequences, threads, null);
        }

        /** A context whose batches are computed whole, as the library likes it best. */
        Shape(int tokens, int batch, int sequences, int threads, @Nullable Pooling pooling) {
            this(tokens, batch, batch, sequences, threads, true, pooling);
        }
    }

    /** The arrays of a batch, as native memory. */
    record BatchArrays(
            MemorySegment tokens,
            MemorySegment positions,
            MemorySegment sequenceCounts,
            MemorySegment sequences,
            MemorySegment outputs) {}

    private final LlamaLibrary library;
    private final MemorySegment context;
    private final Arena arena = Arena.ofConfined();
    private final BatchArrays arrays;
    private final MemorySegment sequenceNumbers;
    private final MemorySegment batch;
    private final int capacity;
    private int count;

    /**
     * Makes a context.
     *
     * @throws EngineStartException if memory does not suffice
     */
    LlamaContext(LlamaModel model, Shape shape) {
        library = model.library();
        context = library.newContext(model.address(), shape);
        if (context.equals(MemorySegment.NULL)) {
            arena.close();
            throw new EngineStartException(
                    Reason.OUT_OF_MEMORY,
                    "There is no room for a context of %,d tokens beside the model %s: %s. Ask for fewer slots or a shorter context."
                            .formatted(
                                    shape.tokens(),
                                    model.file().fileName(),
                                    library.log().error().orElse("llama.cpp does not say why")));
        }
        capacity = shape.batch();
        arrays = new BatchArrays(
                arena.allocate(JAVA_INT, capacity),
                arena.allocate(JAVA_INT, capacity),
                arena.allocate(JAVA_INT, capacity),
                arena.allocate(ADDRESS, capacity),
                arena.allocate(JAVA_BYTE, capacity));
        sequenceNumbers = arena.allocate(JAVA_INT, shape.sequences());
        for (int sequence = 0; sequence < shape.sequences(); sequence++) {
            sequenceNumbers.setAtIndex(JAVA_INT, sequence, sequence);
        }
        batch = library.newBatch(arena, arrays);
    }

    /** How many tokens one batch takes. */
    int capacity() {
        return capacity;
    }

    /** How many tokens the batch holds now. */
    int count() {
        return count;
    }

    /** Begins a new batch. */
    void clear() {
        count = 0;
    }

    /**
     * Adds a token to the batch.
     *
     * @param sequence the sequence that it continues, from 0
     * @param position its place in the sequence, from 0
     * @param wantsScores whether the scores of the token after it are needed
     * @return its place in the batch, for {@link #scores}
     */
    int add(int token, int sequence, int position, boolean wantsScores) {
        if (count == capacity) {
            throw new IllegalStateException("a batch takes %d tokens".formatted(capacity));
        }
        int place = count++;
        arrays.tokens().setAtIndex(JAVA_INT, place, token);
        arrays.positions().setAtIndex(JAVA_INT, place, position);
        arrays.sequenceCounts().setAtIndex(JAVA_INT, place, 1);
        arrays.sequences()
                .setAtIndex(ADDRESS, place, sequenceNumbers.asSlice((long) sequence * Integer.BYTES, Integer.BYTES));
        arrays.outputs().set(JAVA_BYTE, place, (byte) (wantsScores ? 1 : 0));
        return place;
    }

    /** Computes the batch. 0 is success, 1 no room for keys and values (nothing was computed), negative a failure. */
    int decode() {
        return library.decode(context, batch, count);
    }

    /** Copies the scores of the token after a place of the computed batch, one for each token of the vocabulary. */
    void scores(int place, float[] target) {
        library.logits(context, place, target);
    }

    /** Copies the vector of a sequence of the computed batch, or the scores of the head for ranking. */
    void vector(int sequence, float[] target) {
        library.vector(context, sequence, target);
    }

    /** Forgets a sequence from a position on; false if this kind of model can only forget all of it. */
    boolean forget(int sequence, int from) {
        return library.forget(context, sequence, from);
    }

    /**
     * Forgets a sequence from a position on; false if what is before it is not whole any more, because this kind of model
     * keeps a window only, or cannot go back.
     */
    boolean keep(int sequence, int length) {
        return library.forget(context, sequence, length)
                && (length == 0 || library.firstPosition(context, sequence) == 0);
    }

    /** Lets a sequence that holds nothing begin like another one. Nothing is computed and no memory is taken. */
    void copy(int source, int target, int length) {
        library.copy(context, source, target, length);
    }

    /** Forgets every sequence. */
    void forgetAll() {
        library.forgetAll(context);
    }

    @Override
    public void close() {
        library.freeContext(context);
        arena.close();
    }
}
