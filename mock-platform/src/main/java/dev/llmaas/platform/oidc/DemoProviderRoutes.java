package dev.llmaas.platform.oidc;

import dev.llmaas.platform.Limits;
import dev.llmaas.platform.http.ErrorResponses;
import dev.llmaas.platform.http.RequestBody;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The addresses of the bundled provider. What they do runs on virtual threads; bodies are read within their bound. */
public final class DemoProviderRoutes {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String HOUR = "max-age=3600";

    private final DemoProvider provider;

    /** Routes of {@code provider}. */
    public DemoProviderRoutes(DemoProvider provider) {
        this.provider = provider;
    }

    /** Mounts them under the path of the issuer. */
    public void mount(Router router) {
        SignIns pages = provider.signIns();
        TokenEndpoint tokens = provider.tokens();
        String base = provider.issuer().getRawPath();
        router.get(base + "/.well-known/openid-configuration").handler(route(_ -> provider.discovery()));
        router.get(base + "/jwks").handler(route(_ -> provider.jwks()));
        router.get(base + "/authorize").handler(page(pages::authorize));
        router.post(base + "/authorize").handler(page(pages::authorize));
        router.post(base + "/sign-in").handler(page(own(pages::password)));
        router.post(base + "/sign-in/code").handler(page(own(pages::code)));
        router.get(base + "/device").handler(page(pages::deviceEntry));
        router.post(base + "/device").handler(page(own(pages::device)));
        router.post(base + "/device/decision").handler(page(own(pages::decision)));
        router.get(base + "/end-session").handler(page(provider::endSession));
        router.post(base + "/end-session").handler(page(provider::endSession));
        router.post(base + "/token").handler(route(tokens::token));
        router.post(base + "/device-authorization").handler(route(tokens::deviceAuthorization));
        router.post(base + "/revoke").handler(route(tokens::revoke));
        router.get(base + "/userinfo").handler(route(tokens::userinfo));
        router.post(base + "/userinfo").handler(route(tokens::userinfo));
        asset(router, base, "pages.css", "text/css; charset=utf-8");
        asset(router, base, "icon.svg", "image/svg+xml");
    }

    /** Refuses a form that a browser sent from another place. */
    private Function<ProviderRequest, Reply> own(Function<ProviderRequest, Reply> work) {
        return request ->
                request.isForeign(provider.origin()) ? provider.signIns().foreign(request) : work.apply(request);
    }

    /** An address for people: what is wrong with the parameters is said on a page. */
    private Handler<RoutingContext> page(Function<ProviderRequest, Reply> work) {
        return context ->
                serve(context, work, refusal -> provider.signIns().refused(request(context, Parameters.NONE), refusal));
    }

    /** An address for programs. */
    private Handler<RoutingContext> route(Function<ProviderRequest, Reply> work) {
        return context -> serve(context, work, refusal -> Reply.error(400, refusal));
    }

    private static void serve(
            RoutingContext context, Function<ProviderRequest, Reply> work, Function<OauthRefusal, Reply> refuse) {
        Context loop = context.vertx().getOrCreateContext();
        parameters(context)
                .onFailure(failure -> ErrorResponses.send(context, failure))
                .onSuccess(encoded -> Thread.startVirtualThread(() -> {
                    try {
                        Reply reply = reply(context, encoded, work, refuse);
                        loop.runOnContext(_ -> send(context.response(), reply));
                    } catch (RuntimeException | Error failure) {
                        loop.runOnContext(_ -> ErrorResponses.send(context, failure));
                    }
                }));
    }

    private static Reply reply(
            RoutingContext context,
            String encoded,
            Function<ProviderRequest, Reply> work,
            Function<OauthRefusal, Reply> refuse) {
        Parameters parameters;
        try {
            parameters = Parameters.parse(encoded);
        } catch (OauthRefusal refusal) {
            return refuse.apply(refusal);
        }
        return work.apply(request(context, parameters));
    }

    /** The query of GET and HEAD, the form of everything else: never both, so that no parameter has two sources. */
    private static Future<String> parameters(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD)) {
            return Future.succeededFuture(request.query() == null ? "" : request.query());
        }
        return RequestBody.read(context.vertx(), request, Limits.OIDC_FORM_BYTES_MAX, FORM)
                .map(received -> received.body().toString(StandardCharsets.UTF_8));
    }

    private static ProviderRequest request(RoutingContext context, Parameters parameters) {
        return new ProviderRequest(
                parameters,
                header(context, "authorization"),
                header(context, "accept-language"),
                header(context, "origin"),
                header(context, "sec-fetch-site"));
    }

    private static Optional<String> header(RoutingContext context, String name) {
        return Optional.ofNullable(context.request().getHeader(name));
    }

    private static void send(HttpServerResponse response, Reply reply) {
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(reply.status());
        response.putHeader("cache-control", "no-store").putHeader("pragma", "no-cache");
        reply.headers().forEach(response::putHeader);
        response.end(Buffer.buffer(reply.body()));
    }

    private static void asset(Router router, String base, String name, String type) {
        String content = resource(name);
        Map<String, String> headers = Map.of("content-type", type, "cache-control", HOUR);
        Reply reply = new Reply(200, headers, content);
        router.get(base + "/assets/" + name).handler(context -> send(context.response(), reply));
    }

    private static String resource(String name) {
        try (InputStream stream = DemoProviderRoutes.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the program lacks its own file " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the program's own file %s cannot be read".formatted(name), unreadable);
        }
    }
}
