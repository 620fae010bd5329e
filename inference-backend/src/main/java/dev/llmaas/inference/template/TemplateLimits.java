package dev.llmaas.inference.template;

/** What a template may use up, each with why. */
final class TemplateLimits {
    /** Steps of one rendering. A thousand turns through the longest known template take about a million. */
    static final long STEPS_MAX = 20_000_000;
    /** Characters of a prompt: more than the longest context of any model. */
    static final int OUTPUT_CHARACTERS_MAX = 16 << 20;
    /** Characters of all texts made on the way; templates that build their text by appending copy it again and again. */
    static final long TEXT_CHARACTERS_MAX = 1L << 28;
    /** Nesting of calls and expressions while rendering. */
    static final int DEPTH_MAX = 400;
    /** Nesting of blocks and brackets in the source; the deepest known template has 14. */
    static final int SOURCE_DEPTH_MAX = 60;
    /** Operators, filters or accesses in one row; each makes the tree deeper by one. */
    static final int CHAIN_MAX = 150;
    /** Elements of one list: turns and tools are far fewer. */
    static final int ITEMS_MAX = 1 << 20;
    /** Milliseconds of one rendering. */
    static final long RENDER_MS_MAX = 5_000;

    private TemplateLimits() {}
}
