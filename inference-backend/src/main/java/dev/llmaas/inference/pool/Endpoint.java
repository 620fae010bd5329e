package dev.llmaas.inference.pool;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a request is sent. {@code toString} does not show the token.
 *
 * @param baseUrl scheme, host, port and perhaps a path, without {@code /v1} and without a slash at the end: whoever calls
 *     appends for instance {@code /v1/chat/completions}
 * @param authorization the whole value of the {@code authorization} header; empty if the endpoint wants none
 * @param protocol what it understands
 * @param engineType the kind of engine, for {@code backend} of the answer
 * @param machineName the machine that computes, for {@code backend} of the answer
 * @param model what it calls the model; empty if it uses our name
 * @param authorities a PEM file with the authorities that its certificate is checked against; null for those of the system
 * @param waits how long it may take; null for what the caller thinks right
 */
public record Endpoint(
        URI baseUrl,
        String authorization,
        Protocol protocol,
        String engineType,
        String machineName,
        String model,
        @Nullable Path authorities,
        @Nullable Waits waits) {
    /**
     * How long an endpoint may take.
     *
     * @param connectMax to accept a connection
     * @param firstByteMax to begin its answer
     * @param silenceMax between two pieces of it
     */
    public record Waits(Duration connectMax, Duration firstByteMax, Duration silenceMax) {}

    /** An endpoint that knows the model by our name, on this machine or behind a well-known authority. */
    public Endpoint(URI baseUrl, String authorization, Protocol protocol, String engineType, String machineName) {
        this(baseUrl, authorization, protocol, engineType, machineName, "", null, null);
    }

    @Override
    public String toString() {
        return "Endpoint[%s, %s, %s on %s]".formatted(baseUrl, protocol, engineType, machineName);
    }
}
