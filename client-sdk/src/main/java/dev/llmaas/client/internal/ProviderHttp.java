package dev.llmaas.client.internal;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import dev.llmaas.client.ClientOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;

/**
 * Speaks HTTP with an OpenID provider, within bounds and without following redirects. A provider at the platform's own
 * address is believed as the platform is; one elsewhere also with a certificate of the Java platform's authorities.
 * Thread-safe.
 */
public final class ProviderHttp implements HTTPRequestSender {
    private static final MediaType FORM = MediaType.get("application/x-www-form-urlencoded");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

    private final OkHttpClient http;
    private final String userAgent;

    /** Reaches the provider {@code issuer} of the platform that {@code options} reaches. */
    public ProviderHttp(URI issuer, ClientOptions options) {
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .followRedirects(false)
                .connectTimeout(options.connectTimeout())
                .callTimeout(Limits.PROVIDER_TIMEOUT)
                .connectionPool(new ConnectionPool(1, 5, TimeUnit.SECONDS));
        boolean bundled = String.valueOf(issuer.getAuthority())
                .equalsIgnoreCase(options.baseUrl().getAuthority());
        if (bundled) {
            Tls.trustOnly(builder, options.authority());
        } else {
            Tls.trustAlso(builder, options.authority());
        }
        Proxies.use(builder, options);
        this.http = builder.build();
        this.userAgent = options.userAgent();
    }

    /**
     * Reads a document.
     *
     * @throws ProviderFailure with a sentence, if it cannot be read
     */
    public String get(URI address) throws ProviderFailure {
        try {
            HTTPResponse response = exchange(new Request.Builder()
                    .url(checked(address))
                    .header("accept", "application/json")
                    .header("user-agent", userAgent)
                    .build());
            if (response.getStatusCode() != HTTPResponse.SC_OK) {
                throw new ProviderFailure(
                        "%s answered status %d instead of 200.".formatted(address, response.getStatusCode()));
            }
            return String.valueOf(response.getBody());
        } catch (ProviderFailure known) {
            throw known;
        } catch (IOException unreachable) {
            throw new ProviderFailure(Failures.sentence(HttpUrl.get(address), unreachable), unreachable);
        }
    }

    @Override
    public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest wanted) throws IOException {
        HttpUrl url = checked(wanted.getURI());
        Request.Builder request = new Request.Builder().url(url);
        for (Map.Entry<String, List<String>> header : wanted.getHeaderMap().entrySet()) {
            header.getValue().forEach(value -> request.addHeader(header.getKey(), value));
        }
        request.header("user-agent", userAgent);
        if (wanted.getMethod() == HTTPRequest.Method.POST) {
            request.post(RequestBody.create(String.valueOf(wanted.getBody()).getBytes(StandardCharsets.UTF_8), FORM));
        }
        try {
            return exchange(request.build());
        } catch (ProviderFailure known) {
            throw known;
        } catch (IOException unreachable) {
            throw new ProviderFailure(Failures.sentence(url, unreachable), unreachable);
        }
    }

    private HTTPResponse exchange(Request request) throws IOException {
        try (Response response = http.newCall(request).execute()) {
            BufferedSource source = response.body().source();
            if (source.request(Limits.PROVIDER_DOCUMENT_BYTES_MAX + 1L)) {
                throw new ProviderFailure("%s answered more than %,d bytes."
                        .formatted(Failures.place(request.url()), Limits.PROVIDER_DOCUMENT_BYTES_MAX));
            }
            HTTPResponse answer = new HTTPResponse(response.code());
            String type = response.header("content-type");
            if (type != null) {
                answer.setContentType(type);
            }
            answer.setBody(source.readString(StandardCharsets.UTF_8));
            return answer;
        } catch (ParseException odd) {
            throw new ProviderFailure(
                    "%s answers with a content type that nobody can read.".formatted(Failures.place(request.url())),
                    odd);
        }
    }

    /** Tokens travel here: nothing but TLS, except on loopback. */
    private static HttpUrl checked(URI address) throws ProviderFailure {
        HttpUrl url = HttpUrl.get(address);
        if (url == null || !(url.isHttps() || LOOPBACK.contains(url.host()))) {
            throw new ProviderFailure("%s is not an https address.".formatted(address));
        }
        return url;
    }
}
