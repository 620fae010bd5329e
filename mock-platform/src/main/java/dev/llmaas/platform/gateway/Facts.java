package dev.llmaas.platform.gateway;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.Backend;
import dev.llmaas.inference.pool.Endpoint;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What the relay needs of an endpoint for each call, made once: it is the same for all calls. Belongs to one event loop. */
final class Facts {
    private final Endpoint endpoint;
    private final byte[] backend;
    /** There are as many as there are kinds of calls. */
    private final Map<String, RequestOptions> options = new HashMap<>();

    private Facts(Endpoint endpoint, byte[] backend) {
        this.endpoint = endpoint;
        this.backend = backend;
    }

    /** The facts of an endpoint. */
    static Facts of(Endpoint endpoint) {
        Backend backend = new Backend(endpoint.engineType(), endpoint.machineName());
        return new Facts(endpoint, WireJson.mapper().writeValueAsBytes(backend));
    }

    /** Who computes, as answers say it, in JSON; to be read only. */
    byte[] backend() {
        return backend;
    }

    /** For a request to one of the engine's addresses; not to be changed. */
    RequestOptions options(String path) {
        RequestOptions known = options.get(path);
        if (known == null) {
            known = options(endpoint, path);
            options.put(path, known);
        }
        return known;
    }

    /** A POST to a path of an endpoint. */
    static RequestOptions options(Endpoint endpoint, String path) {
        URI base = endpoint.baseUrl();
        boolean secure = "https".equals(base.getScheme());
        int port = base.getPort() > 0 ? base.getPort() : secure ? 443 : 80;
        String prefix = base.getRawPath() == null ? "" : base.getRawPath();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(base.getHost())
                .setPort(port)
                .setSsl(secure)
                .setURI(prefix + path);
        Endpoint.Waits waits = endpoint.waits();
        if (waits != null) {
            options.setConnectTimeout(waits.connectMax().toMillis());
        }
        Path authorities = endpoint.authorities();
        if (secure && authorities != null) {
            options.setSslOptions(new ClientSSLOptions()
                    .setTrustOptions(new PemTrustOptions().addCertPath(authorities.toString()))
                    .setHostnameVerificationAlgorithm("HTTPS"));
        }
        return options;
    }
}
