package dev.llmaas.console.session;

import dev.llmaas.api.WireJson;
import dev.llmaas.client.auth.TokenStore;
import dev.llmaas.console.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * Keeps sessions in {@code session.json} of the config directory, which only its owner may read. For terminals on machines
 * without a keychain: servers and containers. Thread-safe.
 */
final class FileTokenStore implements TokenStore {
    private static final Logger log = LoggerFactory.getLogger(FileTokenStore.class);
    private static final TypeReference<Map<String, String>> TOKENS = new TypeReference<>() {};
    private static final String FILE = "session.json";

    private final Path file;
    private final RenewalLock renewals;
    private final ReentrantLock changing = new ReentrantLock();

    FileTokenStore(Path directory) {
        this.file = directory.resolve(FILE);
        this.renewals = new RenewalLock(directory);
    }

    @Override
    public Place place() {
        return Place.FILE;
    }

    @Override
    public Optional<String> read(String account) {
        return Optional.ofNullable(tokens().get(account));
    }

    @Override
    public void write(String account, String refreshToken) {
        changing.lock();
        try {
            Map<String, String> tokens = tokens();
            tokens.put(account, refreshToken);
            PrivateFiles.write(file, WireJson.mapper().writeValueAsBytes(tokens));
        } finally {
            changing.unlock();
        }
    }

    @Override
    public void delete(String account) {
        changing.lock();
        try {
            Map<String, String> tokens = tokens();
            if (tokens.remove(account) != null) {
                PrivateFiles.write(file, WireJson.mapper().writeValueAsBytes(tokens));
            }
        } finally {
            changing.unlock();
        }
    }

    @Override
    public Turn turn(String account) {
        return renewals.take();
    }

    /** A file that cannot be read is as good as none: the person signs in again. */
    private Map<String, String> tokens() {
        try {
            if (Files.notExists(file) || Files.size(file) > Limits.SESSION_FILE_BYTES_MAX) {
                return new HashMap<>();
            }
            return new HashMap<>(WireJson.mapper().readValue(Files.readAllBytes(file), TOKENS));
        } catch (IOException | JacksonException unreadable) {
            log.warn(
                    "the session file cannot be read and is left out: {}",
                    unreadable.getClass().getSimpleName());
            return new HashMap<>();
        }
    }
}
