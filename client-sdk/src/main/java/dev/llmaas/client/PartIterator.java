package dev.llmaas.client;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Iterates over what comes until it is null. Not thread-safe. */
final class PartIterator<P> implements Iterator<P> {
    private final Supplier<@Nullable P> source;
    private @Nullable P ahead;

    PartIterator(Supplier<@Nullable P> source) {
        this.source = source;
    }

    @Override
    public boolean hasNext() {
        if (ahead == null) {
            ahead = source.get();
        }
        return ahead != null;
    }

    @Override
    public P next() {
        P part = hasNext() ? ahead : null;
        if (part == null) {
            throw new NoSuchElementException("The answer has ended.");
        }
        ahead = null;
        return part;
    }
}
