package dev.llmaas.platform.catalog;

import dev.llmaas.inference.pool.Endpoint;
import dev.llmaas.inference.pool.UpstreamSpec;
import dev.llmaas.platform.Limits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A server elsewhere that answers for a model over OpenAI's protocol.
 *
 * @param url where it is, {@code https://gpu07:8000/v1}
 * @param keyFile the file with its API key; null if it wants none
 * @param caFile a PEM file with the authorities of its certificate; null for those of the system
 * @param model what it calls the model; empty if it uses our name
 * @param connectMax how long it may take to accept a connection; 5s if left out
 * @param firstByteMax how long until its answer begins; 5m if left out
 * @param silenceMax how long between two pieces of an answer; 2m if left out
 */
public record UpstreamConfig(
        URI url,
        @Nullable Path keyFile,
        @Nullable Path caFile,
        String model,
        Duration connectMax,
        Duration firstByteMax,
        Duration silenceMax) {
    /**
     * Checks every field and fills in what the file leaves out, which the reader of the file hands over as null.
     *
     * @throws IllegalArgumentException with what was found and what was expected
     */
    public UpstreamConfig {
        if (url == null) {
            throw new IllegalArgumentException("an upstream needs its url");
        }
        model = model == null ? "" : model;
        Endpoint.Waits usual = UpstreamSpec.STANDARD_WAITS;
        connectMax = within("connect-max", connectMax, usual.connectMax());
        firstByteMax = within("first-byte-max", firstByteMax, usual.firstByteMax());
        silenceMax = within("silence-max", silenceMax, usual.silenceMax());
        spec(url, keyFile, caFile, model, new Endpoint.Waits(connectMax, firstByteMax, silenceMax));
    }

    /** A server with the usual time-outs that uses our name of the model. */
    public static UpstreamConfig of(URI url) {
        Endpoint.Waits usual = UpstreamSpec.STANDARD_WAITS;
        return new UpstreamConfig(url, null, null, "", usual.connectMax(), usual.firstByteMax(), usual.silenceMax());
    }

    private static Duration within(String key, @Nullable Duration given, Duration otherwise) {
        if (given == null) {
            return otherwise;
        }
        if (given.isNegative() || given.isZero() || given.compareTo(Limits.UPSTREAM_WAIT_MAX) > 0) {
            throw new IllegalArgumentException("upstreams.%s: %s is not between 1ms and %d minutes"
                    .formatted(key, given, Limits.UPSTREAM_WAIT_MAX.toMinutes()));
        }
        return given;
    }

    /** The server, for the pool. */
    public UpstreamSpec spec() {
        return spec(url, keyFile, caFile, model, new Endpoint.Waits(connectMax, firstByteMax, silenceMax));
    }

    private static UpstreamSpec spec(
            URI url, @Nullable Path keyFile, @Nullable Path caFile, String model, Endpoint.Waits waits) {
        return new UpstreamSpec(url, keyFile, caFile, model, waits);
    }
}
