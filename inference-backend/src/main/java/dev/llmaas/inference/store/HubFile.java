package dev.llmaas.inference.store;

import org.jspecify.annotations.Nullable;

/**
 * A file that a hub offers.
 *
 * @param path below the repository, with slashes
 * @param bytes its size
 * @param sha256 64 hexadecimal digits; null if the hub does not tell
 */
record HubFile(String path, long bytes, @Nullable String sha256) {
    /** Its name without folders. */
    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
