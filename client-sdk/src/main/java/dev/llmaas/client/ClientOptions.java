package dev.llmaas.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a platform. Immutable.
 *
 * <pre>{@code
 * ClientOptions options = ClientOptions.of(URI.create("https://llm.example.org:8443"))
 *         .withAuthorityFile(Path.of("company-ca.pem"))
 *         .withProxy(InetSocketAddress.createUnresolved("proxy.example.org", 3128))
 *         .withTimeouts(Duration.ofSeconds(5), Duration.ofMinutes(2));
 * }</pre>
 *
 * @param baseUrl its address without path: https, or plain http on loopback
 * @param authority the only certificate that may vouch for it; null for those of the Java platform
 * @param connectTimeout how long a connection may take to open
 * @param silenceMax how long the platform may say nothing within an answer
 * @param proxy an HTTP proxy, or null
 * @param userAgent what the client calls itself
 * @param retry when a call is sent again
 * @param proxyLogin what the proxy asks for, or null
 * @param callMax how long a call may take from its begin to its last byte, each attempt for itself; null for no bound. Event feeds
 *     have none
 */
public record ClientOptions(
        URI baseUrl,
        @Nullable X509Certificate authority,
        Duration connectTimeout,
        Duration silenceMax,
        @Nullable InetSocketAddress proxy,
        String userAgent,
        RetryPolicy retry,
        @Nullable ProxyLogin proxyLogin,
        @Nullable Duration callMax) {
    /** What the client calls itself unless told otherwise. */
    public static final String STANDARD_USER_AGENT = "llmaas-java/0.1.0";

    /** Longer than any working network takes. */
    private static final Duration STANDARD_CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** A long prompt on a slow machine may be read for minutes before the first token. */
    private static final Duration STANDARD_SILENCE_MAX = Duration.ofMinutes(5);

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * Checks the fields.
     *
     * @throws IllegalArgumentException if the address is not https, nor http on loopback, or a time is not positive
     */
    public ClientOptions {
        Objects.requireNonNull(baseUrl, "baseUrl");
        String scheme = String.valueOf(baseUrl.getScheme()).toLowerCase(Locale.ROOT);
        String host = String.valueOf(baseUrl.getHost()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(scheme.equals("http") && LOOPBACK.contains(host))) {
            throw new IllegalArgumentException("The address %s must be https, or http on loopback.".formatted(baseUrl));
        }
        requirePositive(connectTimeout, "connectTimeout");
        requirePositive(silenceMax, "silenceMax");
        if (callMax != null) {
            requirePositive(callMax, "callMax");
        }
        if (proxyLogin != null && proxy == null) {
            throw new IllegalArgumentException("There is a login for a proxy, but no proxy.");
        }
        Objects.requireNonNull(userAgent, "userAgent");
        Objects.requireNonNull(retry, "retry");
    }

    /** The platform at this address with the standard time-outs, certificates of the Java platform, and no proxy. */
    public static ClientOptions of(URI baseUrl) {
        return new ClientOptions(
                baseUrl,
                null,
                STANDARD_CONNECT_TIMEOUT,
                STANDARD_SILENCE_MAX,
                null,
                STANDARD_USER_AGENT,
                RetryPolicy.STANDARD,
                null,
                null);
    }

    /** The same with the certificate that alone may vouch for the platform; null for those of the Java platform. */
    public ClientOptions withAuthority(@Nullable X509Certificate pinned) {
        return new ClientOptions(
                baseUrl, pinned, connectTimeout, silenceMax, proxy, userAgent, retry, proxyLogin, callMax);
    }

    /**
     * The same with the certificate of a file that alone may vouch for the platform.
     *
     * @param pem a file with one certificate in PEM
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it does not hold one certificate
     */
    public ClientOptions withAuthorityFile(Path pem) throws IOException {
        return withAuthority(PemCertificate.ofFile(pem));
    }

    /** The same with other time-outs. */
    public ClientOptions withTimeouts(Duration connect, Duration silence) {
        return new ClientOptions(baseUrl, authority, connect, silence, proxy, userAgent, retry, proxyLogin, callMax);
    }

    /** The same with a bound on the whole of each call, null for none. */
    public ClientOptions withCallMax(@Nullable Duration whole) {
        return new ClientOptions(
                baseUrl, authority, connectTimeout, silenceMax, proxy, userAgent, retry, proxyLogin, whole);
    }

    /** The same with what the proxy asks for. */
    public ClientOptions withProxyLogin(ProxyLogin login) {
        return new ClientOptions(
                baseUrl, authority, connectTimeout, silenceMax, proxy, userAgent, retry, login, callMax);
    }

    /** The same through an HTTP proxy, to which the client says CONNECT. An address that is not resolved yet is looked up anew each time. */
    public ClientOptions withProxy(InetSocketAddress address) {
        return new ClientOptions(
                baseUrl, authority, connectTimeout, silenceMax, address, userAgent, retry, proxyLogin, callMax);
    }

    /** The same under another name. */
    public ClientOptions withUserAgent(String name) {
        return new ClientOptions(
                baseUrl, authority, connectTimeout, silenceMax, proxy, name, retry, proxyLogin, callMax);
    }

    /** The same with another retry policy. */
    public ClientOptions withRetry(RetryPolicy policy) {
        return new ClientOptions(
                baseUrl, authority, connectTimeout, silenceMax, proxy, userAgent, policy, proxyLogin, callMax);
    }

    private static void requirePositive(Duration time, String name) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("%s: %s is not longer than nothing.".formatted(name, time));
        }
    }
}
