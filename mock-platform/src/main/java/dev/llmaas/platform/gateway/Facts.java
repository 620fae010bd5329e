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
    private final EngineLines.Address address;
    /** What requests to a path begin with; there are as many as there are kinds of calls. */
    private final Map<String, String> heads = new HashMap<>();

    private Facts(Endpoint endpoint, byte[] backend) {
        this.endpoint = endpoint;
        this.backend = backend;
        this.address = EngineLines.Address.of(endpoint);
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

    /** Where it listens. */
    EngineLines.Address address() {
        return address;
    }

    /** What a POST to one of the engine's paths begins with, before the headers that tell of its body. */
    String head(String path) {
        return heads.computeIfAbsent(path, this::makeHead);
    }

    private String makeHead(String path) {
        String prefix = endpoint.baseUrl().getRawPath();
        StringBuilder head = new StringBuilder("POST ")
                .append(prefix == null ? "" : prefix)
                .append(path)
                .append(" HTTP/1.1\r\n");
        header(head, "host", address.authority());
        if (!endpoint.authorization().isEmpty()) {
            header(head, "authorization", endpoint.authorization());
        }
        return head.toString();
    }

    /** Appends a header; control characters, with which a value could end it, become spaces. */
    static void header(StringBuilder head, String name, CharSequence value) {
        head.append(name).append(": ");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            head.append(c < ' ' || c == 0x7f ? ' ' : c);
        }
        head.append("\r\n");
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
