package dev.llmaas.platform.images;

import java.util.Base64;

/**
 * An image as it was fetched.
 *
 * @param type its registered media type
 * @param bytes the file; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FetchedImage(String type, byte[] bytes) {
    /** The same as an address that needs no fetching. */
    public String dataUri() {
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "FetchedImage[%s, %d bytes]".formatted(type, bytes.length);
    }
}
