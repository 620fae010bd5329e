package dev.llmaas.platform.images;

import dev.llmaas.platform.RequestLimits;
import java.time.Duration;

/** The bounds of fetching, with the reason for each. */
public final class ImageLimits {
    /** All images of one request: a client that waits longer for its first token has given up or should. */
    public static final Duration REQUEST_TIME = Duration.ofSeconds(20);

    /** One attempt to connect, so that a second address of the same host still has its turn. */
    static final Duration CONNECT_TIME = Duration.ofSeconds(4);

    /** Hosts of pictures send at most from a name to its store, and from there to a copy nearby. */
    static final int REDIRECTS_MAX = 3;

    /** Addresses of one name that are tried. */
    static final int ADDRESSES_MAX = 4;

    /** Signed addresses of object stores have up to two thousand characters. */
    static final int ADDRESS_CHARACTERS_MAX = 8 * 1024;

    /** RFC 1035 section 2.3.4, without the dot at the end. */
    static final int HOST_CHARACTERS_MAX = 253;

    /** Names that are looked up at once: the system's resolver holds a thread of its own for each. */
    static final int LOOKUPS_MAX = 8;

    /** Requests that fetch at once: each may have its images in memory, 16 MiB at most. */
    public static final int FETCHES_MAX = 16;

    /** Of these, requests of one project: slow servers that one of them names must not keep the others waiting. */
    public static final int FETCHES_PER_PROJECT_MAX = 4;

    /** Bytes of one image: what fits as base64, with its type, into the longest data URI. */
    public static final int IMAGE_BYTES_MAX = bytesIn(RequestLimits.IMAGE_CHARACTERS_MAX);

    private static final int DATA_URI_HEAD_CHARACTERS_MAX = 32;

    private ImageLimits() {}

    /** Bytes of an image whose data URI has so many characters at most; 0 if none has. */
    public static int bytesIn(int characters) {
        return Math.max(0, characters - DATA_URI_HEAD_CHARACTERS_MAX) / 4 * 3;
    }
}
