package dev.llmaas.platform.oidc;

import dev.llmaas.api.Totp;
import dev.llmaas.api.Ulid;
import dev.llmaas.api.admin.Role;
import dev.llmaas.platform.MovableClock;
import dev.llmaas.platform.http.HttpConfig;
import dev.llmaas.platform.http.Server;
import dev.llmaas.platform.tls.ServerCertificate;
import dev.llmaas.platform.tls.TlsConfig;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The bundled provider behind the platform's own server on loopback, with a clock that a test sets. */
final class RunningProvider implements AutoCloseable {
    final MovableClock clock = new MovableClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    final Path directory;
    final Path authority;
    final URI issuer;
    final DemoProvider provider;
    final DemoAccounts accounts;
    private final Vertx vertx = Vertx.vertx();
    private final Server server;

    RunningProvider(Path directory) throws IOException {
        this(directory, freePort());
    }

    RunningProvider(Path directory, int port) {
        SecureRandom random = new SecureRandom();
        this.directory = directory;
        this.issuer = URI.create("https://localhost:" + port + "/oidc");
        this.provider = DemoProvider.open(DemoProviderConfig.of(issuer), directory, clock, random);
        this.accounts = DemoAccounts.load(directory, random);
        ServerCertificate certificate =
                ServerCertificate.load(TlsConfig.LOCAL, directory.resolve("tls"), InstantSource.system(), random);
        this.authority = certificate.authorityFile().orElseThrow();
        Router router = Router.router(vertx);
        new DemoProviderRoutes(provider).mount(router);
        this.server = new Server(
                vertx,
                new HttpConfig("127.0.0.1", port, null, List.of()),
                certificate,
                new Ulid(InstantSource.system(), random),
                router);
        server.start();
    }

    DemoAccount account(Role role) {
        return accounts.all().stream()
                .filter(account -> account.role() == role)
                .findFirst()
                .orElseThrow();
    }

    /** The code of the user's authenticator now. */
    String code(DemoAccount account) {
        return new Totp(account.totpSecret()).at(clock.instant());
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        server.close();
        vertx.close().await();
    }
}
