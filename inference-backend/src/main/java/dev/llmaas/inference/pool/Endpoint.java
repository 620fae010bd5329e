package dev.llmaas.inference.pool;

import java.net.URI;

/**
 * Where a request is sent. {@code toString} does not show the token.
 *
 * @param baseUrl scheme, host, port and perhaps a path, without {@code /v1} and without a slash at the end: whoever calls
 *     appends for instance {@code /v1/chat/completions}
 * @param authorization the whole value of the {@code authorization} header; empty if the endpoint wants none
 * @param protocol what it understands
 * @param engineType the kind of engine, for {@code backend} of the answer
 * @param machineName the machine that computes, for {@code backend} of the answer
 */
public record Endpoint(URI baseUrl, String authorization, Protocol protocol, String engineType, String machineName) {
    @Override
    public String toString() {
        return "Endpoint[%s, %s, %s on %s]".formatted(baseUrl, protocol, engineType, machineName);
    }
}
