package dev.llmaas.inference.store;

import java.time.Duration;

/** Every bound on what the store does. */
final class StoreLimits {
    /** A hub that does not accept a connection in this time is not there. */
    static final Duration CONNECT_MAX = Duration.ofSeconds(20);

    /** A connection on which nothing arrives for so long is given up, and begun again. */
    static final Duration SILENCE_MAX = Duration.ofSeconds(30);

    /** Hub, then its store of large files, then perhaps a cache near us. */
    static final int REDIRECTS_MAX = 5;

    /** What a hub tells about a repository; the largest have some thousand files. */
    static final int HUB_ANSWER_BYTES_MAX = 32 << 20;

    /** Each has up to a thousand files. */
    static final int TREE_PAGES_MAX = 20;

    /** A path that file systems still take below a store. */
    static final int PATH_MAX = 200;

    /** More connections than this only take turns. */
    static final int PARTS_MAX = 16;

    /** Kept free on the disk, so that the system and its logs can go on. */
    static final long SPACE_RESERVE_BYTES = 256L << 20;

    /** Files in a store that are looked at. */
    static final int STORE_FILES_MAX = 10_000;

    /** Folders below each other: owner, repository, and what the repository has. */
    static final int STORE_DEPTH_MAX = 12;

    /** What is recorded about a file. */
    static final int RECORD_BYTES_MAX = 1 << 20;

    /** A token is a line; a file that is longer is another one. */
    static final int TOKEN_BYTES_MAX = 8_192;

    private StoreLimits() {}
}
