package dev.llmaas.platform.gateway;

import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A corridor with little patience to a quick model {@code m} and to a {@code pair} of which one refuses every connection;
 * each test has a key of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CorridorScene {
    private static final Patience PATIENCE = new Patience(
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            Duration.ofSeconds(2));

    Corridor corridor;
    IssuedApiKey key;
    CorridorCalls calls;

    @BeforeAll
    void open(@TempDir Path directory) {
        Map<String, URI> replicas = new LinkedHashMap<>();
        replicas.put("m", URI.create("scripted:///?tokens=5"));
        replicas.put("pair#1", URI.create("scripted:///?tokens=5&fault=refuse-connection"));
        replicas.put("pair#2", URI.create("scripted:///?tokens=5"));
        corridor = new Corridor(directory, PATIENCE, replicas).ready();
        corridor.warm("m");
    }

    @AfterAll
    void close() {
        corridor.close();
    }

    @BeforeEach
    void start() {
        corridor.ready();
        use(KeyLimits.NONE);
    }

    /** From now on calls come with a new key that has these limits. */
    void use(KeyLimits limits) {
        key = corridor.key(limits);
        calls = new CorridorCalls(corridor, key);
    }
}
