package dev.llmaas.platform;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the platform listens.
 *
 * @param host the address to listen on; {@code 127.0.0.1} for this machine only, {@code 0.0.0.0} for everybody
 * @param port 1 to 65535, or 0 for any free port
 * @param plainPort a further port without TLS, on loopback only, for benchmarks; null for none
 * @param publicUrl how clients reach the platform; null for {@code https://localhost:PORT}
 * @param allowedOrigins origins whose pages may call the API from a browser, for instance {@code https://chat.example};
 *     {@code *} for all; none if left out
 */
public record ServerConfig(
        String host,
        int port,
        @Nullable Integer plainPort,
        @Nullable URI publicUrl,
        List<String> allowedOrigins) {
    /** The port of a platform that is told nothing else. */
    public static final int STANDARD_PORT = 8443;

    /** This machine only, the standard port, nothing without TLS. */
    public static final ServerConfig STANDARD = new ServerConfig("127.0.0.1", STANDARD_PORT, null, null, List.of());

    /** A scheme and an authority without a path, as browsers write it: in lower case. */
    private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[a-z0-9._-]+(:[0-9]{1,5})?");

    private static final int PORT_MAX = 65_535;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException with the key, what was found and what was expected
     */
    public ServerConfig {
        require(host != null && host.matches("[A-Za-z0-9.:_-]{1,253}"), "host", "%s is no host name or address", host);
        require(port >= 0 && port <= PORT_MAX, "port", "%s is not between 0 and 65535", port);
        require(
                plainPort == null || (plainPort >= 0 && plainPort <= PORT_MAX),
                "plain-port",
                "%s is not between 0 and 65535",
                plainPort);
        require(
                publicUrl == null
                        || ("https".equals(publicUrl.getScheme())
                                && publicUrl.getHost() != null
                                && publicUrl.getRawPath().isEmpty()),
                "public-url",
                "%s is no https address without a path",
                publicUrl);
        allowedOrigins = allowedOrigins == null ? List.of() : List.copyOf(allowedOrigins);
        require(
                allowedOrigins.size() <= Limits.ALLOWED_ORIGINS_MAX,
                "allowed-origins",
                "at most %s origins",
                Limits.ALLOWED_ORIGINS_MAX);
        for (String origin : allowedOrigins) {
            require(
                    origin.equals("*") || ORIGIN.matcher(origin).matches(),
                    "allowed-origins",
                    "%s is no origin like https://chat.example",
                    origin);
        }
    }

    /** The same, callable by pages of these origins. */
    public ServerConfig withAllowedOrigins(List<String> changed) {
        return new ServerConfig(host, port, plainPort, publicUrl, changed);
    }

    /** The same on another port. */
    public ServerConfig withPort(int changed) {
        return new ServerConfig(host, changed, plainPort, publicUrl, allowedOrigins);
    }

    /** The same with a plain listener on this port of loopback. */
    public ServerConfig withPlainPort(int changed) {
        return new ServerConfig(host, port, changed, publicUrl, allowedOrigins);
    }

    private static void require(boolean holds, String key, String problem, @Nullable Object found) {
        if (!holds) {
            throw new IllegalArgumentException("server.%s: %s.".formatted(key, problem.formatted(found)));
        }
    }
}
