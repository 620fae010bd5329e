package dev.llmaas.inference.template;

/** The values of which one is enough. */
final class Fixed {
    /** Python's {@code None}. */
    static final Value NONE = new Value.None();
    /** Yes. */
    static final Value TRUE = new Value.Flag(true);
    /** No. */
    static final Value FALSE = new Value.Flag(false);

    private Fixed() {}
}
