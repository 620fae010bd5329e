package dev.llmaas.platform.gateway;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.Backend;
import dev.llmaas.inference.pool.Endpoint;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;

/**
 * What the relay needs of an endpoint for each call, made once: it is the same for all calls.
 *
 * @param options for a request to the address of the call; not to be changed
 * @param backend who computes, as answers say it, in JSON; to be read only
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Facts(RequestOptions options, byte[] backend) {
    /** The facts for calls of {@code path}. */
    static Facts of(Endpoint endpoint, String path) {
        Backend backend = new Backend(endpoint.engineType(), endpoint.machineName());
        return new Facts(options(endpoint, path), WireJson.mapper().writeValueAsBytes(backend));
    }

    /** A POST to a path of an endpoint. */
    static RequestOptions options(Endpoint endpoint, String path) {
        URI base = endpoint.baseUrl();
        boolean secure = "https".equals(base.getScheme());
        int port = base.getPort() > 0 ? base.getPort() : secure ? 443 : 80;
        String prefix = base.getRawPath() == null ? "" : base.getRawPath();
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(base.getHost())
                .setPort(port)
                .setSsl(secure)
                .setURI(prefix + path);
    }
}
