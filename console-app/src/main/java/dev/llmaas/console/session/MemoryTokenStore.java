package dev.llmaas.console.session;

import dev.llmaas.client.auth.TokenStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Forgets everything when the program ends. Thread-safe. */
public final class MemoryTokenStore implements TokenStore {
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final ReentrantLock renewing = new ReentrantLock();

    @Override
    public Place place() {
        return Place.MEMORY;
    }

    @Override
    public Optional<String> read(String account) {
        return Optional.ofNullable(tokens.get(account));
    }

    @Override
    public void write(String account, String refreshToken) {
        tokens.put(account, refreshToken);
    }

    @Override
    public void delete(String account) {
        tokens.remove(account);
    }

    @Override
    public Turn turn(String account) {
        renewing.lock();
        return renewing::unlock;
    }
}
