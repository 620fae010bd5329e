package dev.llmaas.console.session;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where programs call the API of a platform.
 *
 * @param url the base address for clients of the OpenAI API; it ends with {@code /v1}
 * @param authorityFile the file with the certificate that they must be told to trust; null where the authorities that
 *     every machine knows vouch for the platform
 */
public record Endpoint(URI url, @Nullable Path authorityFile) {
    /** The endpoint of a platform that every machine trusts. */
    public static Endpoint of(URI platform) {
        return new Endpoint(platform.resolve("/v1"), null);
    }

    /** The page with the reference of the API and all samples. */
    public URI documentation() {
        return url.resolve("/docs");
    }
}
