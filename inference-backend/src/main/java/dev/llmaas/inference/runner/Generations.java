package dev.llmaas.inference.runner;

import dev.llmaas.inference.Generation;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The generations that run, by request id. Thread-safe. */
final class Generations {
    private final ConcurrentMap<String, Generation> running = new ConcurrentHashMap<>();

    /** Adds a generation. Returns whether no other of its id runs. */
    boolean add(Generation generation) {
        return running.putIfAbsent(generation.requestId(), generation) == null;
    }

    Optional<Generation> find(String requestId) {
        return Optional.ofNullable(running.get(requestId));
    }

    void remove(Generation generation) {
        running.remove(generation.requestId(), generation);
    }
}
