package dev.llmaas.client.internal;

import dev.llmaas.client.ClientOptions;
import dev.llmaas.client.Credentials;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Speaks HTTP with the platform, over TLS 1.3 and HTTP/2 where it can. Sends every call once. Thread-safe; closing ends
 * all exchanges.
 */
public final class HttpTransport implements Transport, AutoCloseable {
    private static final int IDLE_CONNECTIONS = 5;
    private static final int IDLE_MINUTES = 5;

    private final OkHttpClient http;
    private final HttpUrl base;
    private final String userAgent;
    private final Authorization authorization;

    /** A transport to the platform of {@code options} for this caller; connects when first used. */
    public HttpTransport(ClientOptions options, Credentials credentials) {
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .followRedirects(false)
                .connectTimeout(options.connectTimeout())
                .readTimeout(options.silenceMax())
                .writeTimeout(options.silenceMax())
                .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, IDLE_MINUTES, TimeUnit.MINUTES))
                .dispatcher(new Dispatcher())
                .eventListenerFactory(call -> {
                    Sent sent = call.request().tag(Sent.class);
                    return sent == null ? EventListener.NONE : sent;
                });
        Tls.trustOnly(builder, options.authority());
        Proxies.use(builder, options);
        if (options.callMax() != null) {
            builder.callTimeout(options.callMax());
        }
        this.http = builder.build();
        HttpUrl url = HttpUrl.get(options.baseUrl());
        this.base = url == null ? HttpUrl.get("https://localhost") : url;
        this.userAgent = options.userAgent();
        this.authorization = new Authorization(credentials);
    }

    @Override
    public Answer send(Call call) {
        return authorization.apply(token -> sendAs(call, token));
    }

    private Answer sendAs(Call call, @Nullable String token) {
        Sent sent = new Sent();
        Request request = request(call, token, sent);
        OkHttpClient client = call.silenceMax() == null
                ? http
                : http.newBuilder()
                        .readTimeout(call.silenceMax())
                        .callTimeout(Duration.ZERO)
                        .build();
        okhttp3.Call exchange = client.newCall(request);
        Response response = execute(exchange, sent);
        if (!response.isSuccessful()) {
            throw Refusals.of(response);
        }
        return new Answer(exchange, response);
    }

    // OkHttp is written in Kotlin, which has no checked exceptions: while it connects, an interruption comes out of it
    // as it
    // is, though execute() does not declare it. Nothing narrower than Exception can catch that.
    private Response execute(okhttp3.Call exchange, Sent sent) {
        try {
            return exchange.execute();
        } catch (IOException problem) {
            throw Failures.onTheWay(problem, exchange, sent.headers, http.proxy());
        } catch (RuntimeException ours) {
            throw ours;
        } catch (Exception interrupted) {
            Thread.currentThread().interrupt();
            throw Failures.of(new IOException(interrupted), exchange, sent.headers, "");
        }
    }

    private Request request(Call call, @Nullable String token, Sent sent) {
        HttpUrl url = base.resolve(call.target());
        if (url == null) {
            throw new IllegalArgumentException("%s is not an address.".formatted(call));
        }
        Payload body = call.body();
        Request.Builder builder = new Request.Builder()
                .url(url)
                .method(call.method(), body == null ? null : OnceBody.of(body))
                .header("accept", call.accept())
                .header("user-agent", userAgent)
                .tag(Sent.class, sent);
        if (token != null) {
            builder.header("authorization", "Bearer " + token);
        }
        if (call.lastEventId() != null) {
            builder.header("last-event-id", call.lastEventId());
        }
        if (call.idempotencyKey() != null) {
            builder.header("idempotency-key", call.idempotencyKey());
        }
        return builder.build();
    }

    /** Ends all exchanges and connections. */
    @Override
    public void close() {
        http.dispatcher().cancelAll();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }

    /** Notes whether anything of the request left, which decides whether it may have run. */
    private static final class Sent extends EventListener {
        private volatile boolean headers;

        @Override
        public void requestHeadersStart(okhttp3.Call call) {
            headers = true;
        }
    }
}
