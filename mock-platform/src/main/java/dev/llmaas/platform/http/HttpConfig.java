package dev.llmaas.platform.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the platform listens.
 *
 * @param host the address to listen on, for instance {@code 0.0.0.0} or {@code 127.0.0.1}
 * @param port of HTTPS, 0 for any free one
 * @param plainPort of plain HTTP on 127.0.0.1, for a proxy on the same machine that ends TLS itself; 0 for any free
 *     one; null for none
 * @param allowedOrigins origins whose pages may call from a browser, {@code *} for all
 * @param heapBytes memory of which bodies may have a part
 */
public record HttpConfig(
        String host, int port, @Nullable Integer plainPort, List<String> allowedOrigins, long heapBytes) {
    /** HTTPS on all addresses, nothing plain. */
    public static final HttpConfig STANDARD = new HttpConfig("0.0.0.0", 8443, null, List.of());

    /** Checks the bounds. */
    public HttpConfig {
        allowedOrigins = List.copyOf(allowedOrigins);
        if (host == null || host.isBlank()) {
            throw new IllegalArgumentException("http.host must name an address to listen on.");
        }
        requirePort("http.port", port);
        if (plainPort != null) {
            requirePort("http.plain-port", plainPort);
        }
    }

    /** The same with the memory that this process has. */
    public HttpConfig(String host, int port, @Nullable Integer plainPort, List<String> allowedOrigins) {
        this(host, port, plainPort, allowedOrigins, Runtime.getRuntime().maxMemory());
    }

    private static void requirePort(String name, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("%s must be 0 to 65535, but is %d.".formatted(name, port));
        }
    }
}
