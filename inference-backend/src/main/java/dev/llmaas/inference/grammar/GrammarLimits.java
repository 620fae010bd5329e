package dev.llmaas.inference.grammar;

/** Every bound of this package, each with why it is what it is. */
final class GrammarLimits {
    /** Schemas, subschemas included, of one request: OpenAI's bound on properties, doubled for what describes them. */
    static final int SCHEMAS_MAX = 10_000;
    /** Levels of a schema document; people write ten. */
    static final int DEPTH_MAX = 100;
    /** States of one grammar: some 10 MB. */
    static final int STATES_MAX = 100_000;
    /** Steps of compiling one grammar, each well under a microsecond: a hostile schema costs a fraction of a second. */
    static final int WORK_MAX = 500_000;
    /** Ways to combine the alternatives of anyOf, oneOf and allOf at one place. */
    static final int ALTERNATIVES_MAX = 256;
    /** Keys an object may need at least or have at most; each count is a copy of all its keys. */
    static final int PROPERTY_COUNT_MAX = 64;
    /** Items of a list with a bound; each is a state. */
    static final int ITEMS_MAX = 10_000;
    /** Characters of a text with a bound; each is a state. */
    static final int LENGTH_MAX = 10_000;
    /** Texts of one enum, as OpenAI. */
    static final int ENUM_MAX = 1_000;
    /** Characters of a regular expression. */
    static final int PATTERN_MAX = 2_000;
    /** The greatest count in a regular expression; beyond it nobody can tell what it means. */
    static final int PATTERN_COUNT_MAX = 1_000;
    /** Brackets within brackets in a regular expression. */
    static final int PATTERN_DEPTH_MAX = 50;
    /** States of one regular expression before it is made deterministic. */
    static final int PATTERN_PARTS_MAX = 10_000;
    /** States of one language of texts. */
    static final int LANGUAGE_STATES_MAX = 5_000;
    /** Digits of a whole number without bounds: doubles hold 15 exactly. */
    static final int DIGITS = 15;
    /** The same for multiples, whose digits each need a state for each remainder. */
    static final int MULTIPLE_DIGITS = 6;
    /** Digits of a fraction, so that a small model comes to an end. */
    static final int FRACTION_DIGITS = 10;
    /** Digits that a bound of a number may have. */
    static final int BOUND_DIGITS_MAX = 40;
    /** The greatest multipleOf, without its decimal point; each remainder is a state. */
    static final int MULTIPLE_MAX = 1_000;
    /** Readings of an answer that are followed at once. People's schemas need a few dozen. */
    static final int READINGS_MAX = 2_000;
    /** Steps for finding the tokens that may come next, each some 50 ns: two seconds of a processor for one token. */
    static final int MASK_WORK_MAX = 40_000_000;
    /** Levels looked into for whether two alternatives exclude each other. */
    static final int EXCLUSION_DEPTH_MAX = 4;

    private GrammarLimits() {}
}
