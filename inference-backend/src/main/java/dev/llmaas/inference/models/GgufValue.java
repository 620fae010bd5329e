package dev.llmaas.inference.models;

/** One value of the metadata of a model file. Long lists (the vocabulary, mostly) are counted, not kept. */
public sealed interface GgufValue {
    /**
     * A text.
     *
     * @param value its characters; bytes that are not UTF-8 become replacement characters
     */
    record Text(String value) implements GgufValue {}

    /**
     * A whole number of any width.
     *
     * @param value the number; unsigned 64-bit numbers beyond 2^63 come out negative
     */
    record Whole(long value) implements GgufValue {}

    /**
     * A number with a fraction.
     *
     * @param value the number, may be infinite or no number
     */
    record Real(double value) implements GgufValue {}

    /**
     * Yes or no.
     *
     * @param value the answer
     */
    record Flag(boolean value) implements GgufValue {}

    /**
     * A list.
     *
     * @param type of what its elements are
     * @param count how many there are
     * @param smallest the smallest element, 0 for texts and empty lists
     * @param largest the largest element, 0 for texts and empty lists
     */
    record Many(GgufValueType type, int count, double smallest, double largest) implements GgufValue {}
}
