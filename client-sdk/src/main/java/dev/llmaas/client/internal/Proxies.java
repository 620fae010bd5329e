package dev.llmaas.client.internal;

import dev.llmaas.client.ClientOptions;
import dev.llmaas.client.ProxyLogin;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import okhttp3.Authenticator;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;

/** Leads a client through the proxy of its options. */
final class Proxies {
    private static final String LOGIN = "proxy-authorization";

    private Proxies() {}

    /** Lets {@code builder} use the proxy, if there is one. TLS goes through it to the platform: the proxy sees no key. */
    static void use(OkHttpClient.Builder builder, ClientOptions options) {
        if (options.proxy() == null) {
            return;
        }
        builder.proxy(new Proxy(Proxy.Type.HTTP, options.proxy()));
        ProxyLogin login = options.proxyLogin();
        if (login != null) {
            builder.proxyAuthenticator(authenticator(login));
        }
    }

    /** Logs in once; a proxy that asks again has refused. */
    private static Authenticator authenticator(ProxyLogin login) {
        String credentials = Credentials.basic(login.user(), login.password(), StandardCharsets.UTF_8);
        return (route, response) -> response.request().header(LOGIN) != null
                ? null
                : response.request().newBuilder().header(LOGIN, credentials).build();
    }
}
