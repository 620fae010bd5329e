package dev.llmaas.platform.tls;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.ServerSSLOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that the platform's listeners show: the operator's, or the local authority's. {@link #refresh} picks
 * up changed files while servers run. Thread-safe, if one thread at a time refreshes; reading files blocks.
 */
public final class ServerCertificate {
    private static final Logger log = LoggerFactory.getLogger(ServerCertificate.class);

    private final Supplier<ServerIdentity> source;
    private final @Nullable Path authorityFile;
    private final AtomicReference<ServerIdentity> current;

    private ServerCertificate(Supplier<ServerIdentity> source, @Nullable Path authorityFile) {
        this.source = source;
        this.authorityFile = authorityFile;
        this.current = new AtomicReference<>(source.get());
    }

    /**
     * Reads the configured certificate, or makes one at the first start. Blocks.
     *
     * @param directory where the local authority lives, {@code DATA/tls}
     * @throws TlsException if a file is missing, unreadable, ended, or does not fit the other
     */
    public static ServerCertificate load(TlsConfig config, Path directory, InstantSource clock, SecureRandom random) {
        Path certificateFile = config.certificateFile();
        Path keyFile = config.keyFile();
        if (certificateFile != null && keyFile != null) {
            return new ServerCertificate(
                    () -> ServerIdentity.read(certificateFile, keyFile, clock.instant(), random), null);
        }
        LocalAuthority authority = new LocalAuthority(directory, localNames(config.hostNames()), clock, random);
        return new ServerCertificate(authority::serverIdentity, authority.authorityFile());
    }

    /** For a listener: this certificate, TLS 1.3 only, HTTP/2 offered. */
    public ServerSSLOptions sslOptions() {
        return current.get().sslOptions();
    }

    /** The file that clients must trust, if the local authority signed the certificate. */
    public Optional<Path> authorityFile() {
        return Optional.ofNullable(authorityFile);
    }

    /** When the certificate ends. */
    public Instant endsAt() {
        return current.get().endsAt();
    }

    /**
     * Looks at the files again, renews a local certificate that ends soon, and gives {@code servers} the new one; open
     * connections stay. Files that will not do are reported and the old certificate stays. Call it about once a minute,
     * not on an event loop.
     *
     * @return whether there was a new certificate
     */
    public boolean refresh(List<HttpServer> servers) {
        ServerIdentity present = current.get();
        ServerIdentity next;
        try {
            next = source.get();
        } catch (TlsException unusable) {
            log.warn("kept the certificate that ends at {}: {}", present.endsAt(), unusable.getMessage());
            return false;
        }
        if (next.equals(present)) {
            return false;
        }
        current.set(next);
        List<Future<Boolean>> updates = new ArrayList<>();
        servers.forEach(server -> updates.add(server.updateSSLOptions(next.sslOptions())));
        Future.join(updates)
                .onSuccess(_ -> log.info("servers show the certificate that ends at {}", next.endsAt()))
                .onFailure(failed -> log.error("a server did not take the new certificate", failed));
        return true;
    }

    private static List<String> localNames(List<String> further) {
        List<String> names = new ArrayList<>(List.of("localhost", "127.0.0.1", "::1"));
        try {
            String machine = InetAddress.getLocalHost().getHostName();
            if (machine.matches("[A-Za-z0-9.-]{1,253}")) {
                names.add(machine);
            }
        } catch (UnknownHostException nameless) {
            log.info("this machine does not know its own name; the certificate is for localhost only");
        }
        names.addAll(further);
        return names;
    }
}
