package dev.llmaas.inference.store;

import dev.llmaas.api.models.StoreEvent.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a hub. Redirects are followed by hand: the token goes to the hub alone, and never from https to http. Thread-safe.
 */
final class HubHttp implements AutoCloseable {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int HTTP_PORT = 80;

    private final HubAccess access;
    private final HttpClient http;

    HubHttp(HubAccess access) {
        this.access = access;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // parallel parts shall have connections of their own
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(StoreLimits.CONNECT_MAX)
                .proxy(new Proxies());
        Path authorities = access.authorities();
        if (authorities != null) {
            builder.sslContext(Authorities.trusting(authorities));
        }
        if (access.httpProxy() != null || access.httpsProxy() != null) {
            builder.authenticator(new ProxyLogin());
        }
        this.http = builder.build();
    }

    /**
     * Gets what lies at an address, redirects followed. The body is to be closed.
     *
     * @throws IOException if the connection fails, which may pass
     * @throws StoreException if it will not get better
     */
    HttpResponse<InputStream> get(URI address, Map<String, String> headers) throws IOException, InterruptedException {
        URI at = address;
        for (int hop = 0; hop <= StoreLimits.REDIRECTS_MAX; hop++) {
            HttpResponse<InputStream> answer =
                    http.send(request(at, headers), HttpResponse.BodyHandlers.ofInputStream());
            if (!REDIRECTS.contains(answer.statusCode())) {
                return answer;
            }
            answer.body().close();
            at = next(at, answer.headers().firstValue("location").orElse(null));
        }
        throw new StoreException(
                Reason.UNREACHABLE,
                "%s redirects more than %d times.".formatted(address.getHost(), StoreLimits.REDIRECTS_MAX));
    }

    private HttpRequest request(URI at, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(at).timeout(StoreLimits.SILENCE_MAX).header("user-agent", "llmaas");
        headers.forEach(request::header);
        String token = access.token();
        if (token != null && isHub(at)) {
            request.header("authorization", "Bearer " + token);
        }
        return request.build();
    }

    private boolean isHub(URI at) {
        URI hub = access.hub();
        return hub.getHost().equalsIgnoreCase(at.getHost())
                && hub.getPort() == at.getPort()
                && hub.getScheme().equals(at.getScheme());
    }

    private static URI next(URI at, @Nullable String location) {
        URI next = location == null ? null : resolved(at, location);
        if (next == null || next.getHost() == null) {
            throw new StoreException(Reason.UNREACHABLE, "%s redirects to nowhere.".formatted(at.getHost()));
        }
        boolean secure = "https".equals(next.getScheme());
        if (!secure && !("http".equals(next.getScheme()) && "http".equals(at.getScheme()))) {
            throw new StoreException(
                    Reason.UNREACHABLE,
                    "%s redirects from https to %s, which is not followed.".formatted(at.getHost(), next.getScheme()));
        }
        return next;
    }

    private static @Nullable URI resolved(URI at, String location) {
        try {
            return at.resolve(location);
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    /** What a failed connection means, as a sentence about {@code host}. */
    static String sentence(String host, IOException failure) {
        return switch (failure) {
            case ConnectException _ -> "%s cannot be reached.".formatted(host);
            case HttpTimeoutException _ -> "%s does not answer.".formatted(host);
            case SSLException tls ->
                "%s cannot be trusted: %s. Name the authority of your mirror or proxy with --ca-file."
                        .formatted(host, tls.getMessage());
            default -> "The connection to %s broke: %s.".formatted(host, failure.getMessage());
        };
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /** The proxies of the access. */
    private final class Proxies extends ProxySelector {
        @Override
        public List<Proxy> select(URI address) {
            URI proxy = access.proxyFor(address);
            return List.of(proxy == null ? Proxy.NO_PROXY : new Proxy(Proxy.Type.HTTP, socket(proxy)));
        }

        private InetSocketAddress socket(URI proxy) {
            return new InetSocketAddress(proxy.getHost(), proxy.getPort() < 0 ? HTTP_PORT : proxy.getPort());
        }

        @Override
        public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
            // whoever asked learns it from the exception
        }
    }

    /** Name and password of the proxy that asks, if its address has them. */
    private final class ProxyLogin extends Authenticator {
        @Override
        protected @Nullable PasswordAuthentication getPasswordAuthentication() {
            if (getRequestorType() != RequestorType.PROXY) {
                return null;
            }
            for (URI proxy : new URI[] {access.httpsProxy(), access.httpProxy()}) {
                String login =
                        proxy == null || !proxy.getHost().equals(getRequestingHost()) ? null : proxy.getUserInfo();
                if (login != null && login.contains(":")) {
                    int colon = login.indexOf(':');
                    return new PasswordAuthentication(
                            login.substring(0, colon),
                            login.substring(colon + 1).toCharArray());
                }
            }
            return null;
        }
    }
}
