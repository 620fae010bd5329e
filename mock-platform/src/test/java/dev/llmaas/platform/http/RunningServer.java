package dev.llmaas.platform.http;

import dev.llmaas.api.Ulid;
import dev.llmaas.platform.tls.ServerCertificate;
import dev.llmaas.platform.tls.TlsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** A real server on a free port with a certificate of its own authority, and what a client needs to trust it. */
public final class RunningServer implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Vertx vertx;
    private final Path authority;
    public final Server server;

    /** Starts a server whose routes {@code routes} mounts; {@code direct} may add direct ones. */
    public RunningServer(Vertx vertx, Path directory, Consumer<Router> routes, Consumer<Server> direct) {
        this(vertx, directory, List.of(), routes, direct);
    }

    /** The same, callable by pages of these origins. */
    public RunningServer(
            Vertx vertx, Path directory, List<String> origins, Consumer<Router> routes, Consumer<Server> direct) {
        this(vertx, directory, new HttpConfig("127.0.0.1", 0, 0, origins), routes, direct);
    }

    /** The same with another configuration. */
    RunningServer(Vertx vertx, Path directory, HttpConfig config, Consumer<Router> routes, Consumer<Server> direct) {
        this.vertx = vertx;
        ServerCertificate certificate =
                ServerCertificate.load(TlsConfig.LOCAL, directory.resolve("tls"), InstantSource.system(), RANDOM);
        this.authority = certificate.authorityFile().orElseThrow();
        Router router = Router.router(vertx);
        routes.accept(router);
        this.server = new Server(
                vertx,
                config,
                certificate,
                new Ulid(
                        InstantSource.system(),
                        () -> ThreadLocalRandom.current().nextLong()),
                router);
        direct.accept(server);
        server.start();
    }

    public RunningServer(Path directory, Consumer<Router> routes) {
        this(Vertx.vertx(), directory, routes, _ -> {});
    }

    public RunningServer(Path directory, String path, Consumer<HttpServerRequest> handler) {
        this(Vertx.vertx(), directory, _ -> {}, server -> server.direct(path, handler::accept));
    }

    public Vertx vertx() {
        return vertx;
    }

    public URI uri(String path) {
        return URI.create("https://localhost:" + server.port() + path);
    }

    public URI plainUri(String path) {
        return URI.create("http://127.0.0.1:" + server.plainPort() + path);
    }

    public HttpClient client(HttpClient.Version version) {
        return HttpClient.newBuilder().sslContext(sslContext()).version(version).build();
    }

    /** Trusts this server and nothing else. */
    public SSLContext sslContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new X509TrustManager[] {trust()}, RANDOM);
            return context;
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
    }

    /** Trusts this server and nothing else. */
    public X509TrustManager trust() {
        try (var in = Files.newInputStream(authority)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return (X509TrustManager) factory.getTrustManagers()[0];
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
    }

    @Override
    public void close() {
        server.close();
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
    }
}
