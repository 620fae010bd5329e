package dev.llmaas.inference.store;

import dev.llmaas.api.models.StoreEvent.Reason;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where models come from and how to get there. {@code toString} does not show the token.
 *
 * @param hub the address of the hub or of a mirror with the same addresses, without a slash at its end
 * @param token what opens gated models, or null; sent to the hub alone, never to where it redirects
 * @param httpProxy the proxy for http addresses, or null
 * @param httpsProxy the proxy for https addresses, or null
 * @param noProxy hosts that are reached without a proxy: names, {@code .suffixes}, {@code *}; separated by commas
 * @param authorities a PEM file with further authorities to trust, or null
 */
record HubAccess(
        URI hub,
        @Nullable String token,
        @Nullable URI httpProxy,
        @Nullable URI httpsProxy,
        String noProxy,
        @Nullable Path authorities) {
    /** The hub that most open models are published on. */
    static final URI PUBLIC_HUB = URI.create("https://huggingface.co");

    HubAccess {
        String scheme = hub.getScheme();
        if (hub.getHost() == null || !("https".equals(scheme) || "http".equals(scheme)) || hub.getUserInfo() != null) {
            throw new StoreException(
                    Reason.INVALID,
                    "\"%s\" is no address of a hub; https://HOST or https://HOST/PATH was expected.".formatted(hub));
        }
        hub = URI.create(hub.toString().replaceAll("/+$", ""));
    }

    /** A hub that is reached directly, without a token. */
    static HubAccess of(URI hub) {
        return new HubAccess(hub, null, null, null, "", null);
    }

    /** What the environment says: the variables that other programs of this kind read too, ours before theirs. */
    static HubAccess ofEnvironment(Map<String, String> environment) {
        String hub = first(environment, "LLMAAS_HUB_URL", "HF_ENDPOINT");
        String authorities = first(environment, "LLMAAS_CA_FILE", "SSL_CERT_FILE");
        return new HubAccess(
                hub == null ? PUBLIC_HUB : address(hub),
                first(environment, "LLMAAS_HUB_TOKEN", "HF_TOKEN"),
                proxy(first(environment, "http_proxy", "HTTP_PROXY")),
                proxy(first(environment, "https_proxy", "HTTPS_PROXY")),
                environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", "")),
                authorities == null ? null : Path.of(authorities));
    }

    private static @Nullable String first(Map<String, String> environment, String... names) {
        for (String name : names) {
            String value = environment.get(name);
            if (value != null && !value.isBlank()) {
                return value.strip();
            }
        }
        return null;
    }

    static URI address(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException malformed) {
            throw new StoreException(Reason.INVALID, "\"%s\" is no address.".formatted(text), malformed);
        }
    }

    private static @Nullable URI proxy(@Nullable String text) {
        if (text == null) {
            return null;
        }
        URI proxy = address(text.contains("://") ? text : "http://" + text);
        if (proxy.getHost() == null || !"http".equals(proxy.getScheme())) {
            throw new StoreException(
                    Reason.INVALID, "The proxy of the environment must have the form http://HOST:PORT.");
        }
        return proxy;
    }

    HubAccess withHub(URI changed) {
        return new HubAccess(changed, token, httpProxy, httpsProxy, noProxy, authorities);
    }

    HubAccess withToken(String changed) {
        return new HubAccess(hub, changed, httpProxy, httpsProxy, noProxy, authorities);
    }

    HubAccess withAuthorities(Path changed) {
        return new HubAccess(hub, token, httpProxy, httpsProxy, noProxy, changed);
    }

    /** The proxy that leads to an address, or null for none. */
    @Nullable
    URI proxyFor(URI address) {
        String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
        for (String entry : noProxy.split(",", -1)) {
            String name = entry.strip().toLowerCase(Locale.ROOT);
            String suffix = name.startsWith(".") ? name : "." + name;
            if (name.equals("*") || (!name.isEmpty() && (host.equals(name) || host.endsWith(suffix)))) {
                return null;
            }
        }
        return "https".equals(address.getScheme()) ? httpsProxy : httpProxy;
    }

    @Override
    public String toString() {
        return "HubAccess[%s]".formatted(hub);
    }
}
