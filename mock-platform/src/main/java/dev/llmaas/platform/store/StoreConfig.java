package dev.llmaas.platform.store;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the data lies.
 *
 * @param directory the data directory; SQLite keeps its file {@code llmaas.db} there
 * @param url of PostgreSQL, for instance {@code jdbc:postgresql://db.example/llmaas}; null for SQLite
 * @param user of PostgreSQL, or null if the URL names it
 * @param password of PostgreSQL, or null if none is needed
 */
public record StoreConfig(
        Path directory,
        @Nullable String url,
        @Nullable String user,
        @Nullable String password) {
    private static final String POSTGRESQL = "jdbc:postgresql:";

    /** Only addresses of PostgreSQL are known. */
    public StoreConfig {
        if (url != null && !url.startsWith(POSTGRESQL)) {
            throw new IllegalArgumentException(
                    "store.url: an address that begins with %s was expected.".formatted(POSTGRESQL));
        }
    }

    /** SQLite in this directory. */
    public static StoreConfig sqlite(Path directory) {
        return new StoreConfig(directory, null, null, null);
    }

    /** Whether other platforms may work on the same data at the same time. */
    public boolean isShared() {
        return url != null;
    }

    /** Without address and password: an address may hold a password too. */
    @Override
    public String toString() {
        return isShared() ? "StoreConfig[PostgreSQL]" : "StoreConfig[SQLite in %s]".formatted(directory);
    }
}
