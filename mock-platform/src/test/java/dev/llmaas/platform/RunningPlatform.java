package dev.llmaas.platform;

import com.nimbusds.jose.JOSEException;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.admin.NewApiKey;
import dev.llmaas.api.admin.Role;
import dev.llmaas.client.AdminClient;
import dev.llmaas.client.ApiKeyCredentials;
import dev.llmaas.client.ClientOptions;
import dev.llmaas.platform.access.PretendIssuer;
import dev.llmaas.platform.access.ProviderConfig;
import dev.llmaas.platform.access.SignInConfig;
import dev.llmaas.platform.catalog.ModelConfig;
import dev.llmaas.platform.live.LiveFeed;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import tools.jackson.databind.JsonNode;

/** A whole platform on a free port of loopback, with TLS, a scripted model and an issuer that signs what a test wants. */
public final class RunningPlatform implements AutoCloseable {
    /** The model that every such platform has. */
    public static final String MODEL = "echo";

    public final Platform platform;
    public final PretendIssuer issuer;
    private final X509Certificate authority;
    private final HttpClient http;

    private RunningPlatform(Platform platform, PretendIssuer issuer) {
        this.platform = platform;
        this.issuer = issuer;
        this.authority = certificate(platform.authorityFile().orElseThrow());
        this.http = HttpClient.newBuilder().sslContext(trusting(authority)).build();
    }

    /** Starts one with its data in {@code directory}. */
    public static RunningPlatform start(Path directory) {
        return start(directory, UnaryOperator.identity());
    }

    /** Starts one that differs from the usual. */
    public static RunningPlatform start(Path directory, UnaryOperator<PlatformConfig> change) {
        return start(directory, change, InstantSource.system());
    }

    /** The same with another clock. */
    static RunningPlatform start(Path directory, UnaryOperator<PlatformConfig> change, InstantSource clock) {
        try {
            PretendIssuer issuer = new PretendIssuer(InstantSource.system());
            issuer.start();
            PlatformConfig config = config(directory, issuer);
            return new RunningPlatform(Platform.start(change.apply(config), PlatformMain.machine(), clock), issuer);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    /** The usual configuration. */
    public static PlatformConfig config(Path directory, PretendIssuer issuer) {
        return PlatformConfig.standard()
                .withDataDirectory(directory)
                .withServer(ServerConfig.STANDARD.withPort(0))
                .withSignIn(new SignInConfig(List.of(ProviderConfig.of("corporate", issuer.uri(), "llmaas-console"))))
                .withModels(List.of(ModelConfig.ofUpstream(MODEL, URI.create("scripted:///?tokens=8"))));
    }

    /** What happens there. */
    public LiveFeed feed() {
        return platform.feed();
    }

    /** An access token of somebody with these roles. */
    public String token(String subject, Role... roles) {
        return token(subject, 300, roles);
    }

    /** An access token that ends in so many seconds. */
    public String token(String subject, long lifeSeconds, Role... roles) {
        try {
            return issuer.sign(issuer.claims()
                    .subject(subject)
                    .claim("email", subject + "@corp.example")
                    .claim("name", subject)
                    .claim(
                            "roles",
                            Arrays.stream(roles)
                                    .map(role -> role.name().toLowerCase(Locale.ROOT))
                                    .toList())
                    .expirationTime(Date.from(InstantSource.system().instant().plusSeconds(lifeSeconds)))
                    .build());
        } catch (JOSEException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The client of an administrator. */
    public AdminClient admin(String token) {
        return new AdminClient(ClientOptions.of(platform.url()).withAuthority(authority), new ApiKeyCredentials(token));
    }

    /** The secret of a new key with these limits. */
    public String secret(KeyLimits limits) {
        try (AdminClient admin = admin(token("maker", Role.OWNER))) {
            return admin.createKey(new NewApiKey(null, "test", null, null, limits))
                    .secret();
        }
    }

    /** OpenAI's own client with this key. */
    public OpenAIClient official(String secret) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(platform.url().resolve("/v1").toString())
                .apiKey(secret)
                .maxRetries(0)
                .sslSocketFactory(trusting(authority).getSocketFactory())
                .trustManager(trust(authority))
                .build();
    }

    /** Asks without a body; an empty token sends none. */
    public HttpResponse<String> send(String method, String path, String token) {
        return send(method, path, token, "");
    }

    /** Asks with a body of JSON. Every answer must be as the description of the API says. */
    public HttpResponse<String> send(String method, String path, String token, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(platform.url().resolve(path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("authorization", "Bearer " + token);
        }
        if (!body.isEmpty()) {
            request.header("content-type", "application/json");
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            DescribedApi.assertKept(method, path, answer);
            return answer;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Begins a call that streams; its lines come as they are written, and break off where the connection does. */
    public HttpResponse<Stream<String>> stream(HttpClient.Version version, String path, String token, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(platform.url().resolve(path))
                .version(version)
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofLines());
    }

    /** Asks over this version of HTTP without a body; an empty token sends none. */
    public HttpResponse<String> ask(HttpClient.Version version, String method, String path, String token)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(platform.url().resolve(path))
                .version(version)
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (!token.isEmpty()) {
            request.header("authorization", "Bearer " + token);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Offers a body over HTTP/1.1, which is only sent if it is asked for. */
    public HttpResponse<String> offer(
            String method, String path, String token, String type, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        return http.send(offered(method, path, token, type, body).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends a form, with a key under which it may be sent again; an empty one is none. */
    public HttpResponse<String> form(String path, String token, String boundary, String form, String idempotencyKey)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = offered(
                "POST",
                path,
                token,
                "multipart/form-data; boundary=" + boundary,
                HttpRequest.BodyPublishers.ofString(form));
        if (!idempotencyKey.isEmpty()) {
            request.header("idempotency-key", idempotencyKey);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder offered(
            String method, String path, String token, String type, HttpRequest.BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(platform.url().resolve(path))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofSeconds(20))
                .expectContinue(true)
                .header("content-type", type)
                .method(method, body);
        if (!token.isEmpty()) {
            request.header("authorization", "Bearer " + token);
        }
        return request;
    }

    /** The JSON of an answer. */
    public static JsonNode json(HttpResponse<String> answer) {
        return WireJson.mapper().readTree(answer.body());
    }

    /** The {@code code} of an error. */
    public static String code(HttpResponse<String> answer) {
        return json(answer).at("/error/code").asString();
    }

    /** The sentence of an error. */
    public static String message(HttpResponse<String> answer) {
        return json(answer).at("/error/message").asString();
    }

    @Override
    public void close() {
        http.close();
        platform.close();
        issuer.close();
    }

    private static X509Certificate certificate(Path file) {
        try (InputStream pem = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        } catch (IOException | GeneralSecurityException broken) {
            throw new AssertionError(broken);
        }
    }

    private static SSLContext trusting(X509Certificate authority) {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(null, new X509TrustManager[] {trust(authority)}, null);
            return context;
        } catch (GeneralSecurityException broken) {
            throw new AssertionError(broken);
        }
    }

    private static X509TrustManager trust(X509Certificate authority) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("ca", authority);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return (X509TrustManager) trust.getTrustManagers()[0];
        } catch (IOException | GeneralSecurityException broken) {
            throw new AssertionError(broken);
        }
    }
}
