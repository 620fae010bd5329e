package dev.llmaas.inference.grammar;

/** Counts the work of compiling one grammar. Steps instead of time: the same schema always ends the same way. */
final class Budget {
    private int left = GrammarLimits.WORK_MAX;

    /**
     * Takes some steps.
     *
     * @throws GrammarException if there are no more
     */
    void take(int steps, String pointer) {
        left -= steps;
        if (left < 0) {
            throw new GrammarException(
                    pointer,
                    "The schema is too complex: compiling it takes more than %,d steps."
                            .formatted(GrammarLimits.WORK_MAX));
        }
    }
}
