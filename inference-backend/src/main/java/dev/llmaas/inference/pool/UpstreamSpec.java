package dev.llmaas.inference.pool;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A foreign server that speaks OpenAI's protocol: vLLM, llama-server, SGLang, another platform.
 *
 * @param url where it is, {@code https://gpu07:8000/v1}
 * @param keyFile the file with its API key; null if it wants none
 * @param authorities a PEM file with the authorities that its certificate is checked against; null for the system's
 * @param model what it calls the model; empty if it uses our name
 * @param waits how long it may take
 */
public record UpstreamSpec(
        URI url, @Nullable Path keyFile, @Nullable Path authorities, String model, Endpoint.Waits waits) {
    /** What fits a model that computes on a GPU in the same building. */
    public static final Endpoint.Waits STANDARD_WAITS =
            new Endpoint.Waits(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofMinutes(2));

    /** Checks the address. */
    public UpstreamSpec {
        boolean known = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
        if (!known || url.getHost() == null || url.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "\"%s\" is no address of a server; https://HOST:PORT/v1 was expected".formatted(url));
        }
    }
}
