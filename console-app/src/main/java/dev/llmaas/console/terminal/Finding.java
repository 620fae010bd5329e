package dev.llmaas.console.terminal;

/**
 * What a check found.
 *
 * @param check names it for programs
 * @param outcome how it stands
 * @param found what was seen, a few words
 * @param advice what to do; empty if all is well
 */
record Finding(String check, Outcome outcome, String found, String advice) {
    /** How it stands. */
    enum Outcome {
        /** All is well. */
        OK,
        /** It works, but not for long or not well. */
        WARNING,
        /** It does not work. */
        FAIL,
        /** It could not be checked, because something before it failed. */
        SKIPPED
    }

    static Finding ok(String check, String found) {
        return new Finding(check, Outcome.OK, found, "");
    }

    static Finding warning(String check, String found, String advice) {
        return new Finding(check, Outcome.WARNING, found, advice);
    }

    static Finding fail(String check, String found, String advice) {
        return new Finding(check, Outcome.FAIL, found, advice);
    }
}
