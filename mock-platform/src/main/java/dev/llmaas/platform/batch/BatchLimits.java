package dev.llmaas.platform.batch;

import java.time.Duration;

/** Every bound of what waits for room, each with why it is what it is. */
public final class BatchLimits {
    /** How often batches look for room: often enough to fill a slot that fell free. */
    public static final Duration LOOK = Duration.ofMillis(100);

    /** How often is looked for what must go: nothing waits much longer than it may, and a look costs next to nothing. */
    public static final Duration PURGE_INTERVAL = Duration.ofSeconds(5);

    /** How long files and results wait: what the service promises. */
    static final Duration LIFE = Duration.ofHours(24);

    /** The shortest life that a file may be given: OpenAI's bound. */
    static final Duration LIFE_MIN = Duration.ofHours(1);

    /** How often rows are looked for that must go: a change of the database. */
    static final Duration ROWS_PURGE_INTERVAL = Duration.ofHours(1);

    /** How long is known that there was a batch. */
    static final Duration ROWS_LIFE = Duration.ofDays(30);

    /** Content of all files and batches together: it waits in memory. */
    static final long BYTES_MAX = 256L * 1024 * 1024;

    /** The part of a small heap that may be content that waits: calls that run need the rest. */
    static final int HEAP_PART = 4;

    /** A key may have one of so many equal shares: a file, the calls of it and their answers at a time, and others some too. */
    static final int SHARES = 3;

    /** One file, or one list of conversations. */
    static final int FILE_BYTES_MAX = 32 * 1024 * 1024;

    /** Files of one key at a time. */
    static final int FILES_PER_KEY_MAX = 100;

    /** Files of one page, unless asked for less: OpenAI's bound. */
    static final int FILES_PAGE_MAX = 10_000;

    /** What a file system would take as the name of a file. */
    static final int FILE_NAME_CHARACTERS_MAX = 255;

    /** Calls of one batch: OpenAI's bound is 50,000, and ours wait in memory. */
    static final int CALLS_MAX = 10_000;

    /** Conversations of one list: the service's own bound. */
    static final int CONVERSATIONS_MAX = 1_000;

    /** What stands beside the conversations and goes into each call: the largest schemas of tools have some hundred kilobytes. */
    static final int ENVELOPE_BYTES_MAX = 1024 * 1024;

    /** As long as OpenAI's names of notes may be. */
    static final int CUSTOM_ID_CHARACTERS_MAX = 64;

    /** Mistakes of a file that are told: whoever repairs these looks at the rest himself. */
    static final int MISTAKES_MAX = 10;

    /** Calls that run together, of all models: each keeps a request and an answer in memory. The pool says how many of each. */
    static final int RUNNING_MAX = 256;

    /** Batches of one page if nobody says: OpenAI's default. */
    static final int PAGE = 20;

    private BatchLimits() {}
}
