package dev.llmaas.api.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param data the entries
 * @param nextCursor where the next part begins, for the query parameter {@code cursor}; null at the end
 * @param <T> the entries' type
 */
public record Page<T>(List<T> data, @Nullable String nextCursor) {
    /** Copies its list. */
    public Page {
        data = List.copyOf(data);
    }
}
