package dev.llmaas.inference.models;

import java.util.List;

/**
 * One tensor of a model file.
 *
 * @param name its name, unique in the file
 * @param shape its sizes, 1 to 4 of them, the fastest moving first
 * @param type how its numbers are stored
 * @param offset where it begins, in bytes from the begin of the tensor part of the file
 */
public record GgufTensor(String name, List<Long> shape, TensorType type, long offset) {
    /** Copies its list. */
    public GgufTensor {
        shape = List.copyOf(shape);
    }

    /** How many numbers it holds. */
    public long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** How many bytes it takes. */
    public long bytes() {
        return type.bytes(elements());
    }
}
