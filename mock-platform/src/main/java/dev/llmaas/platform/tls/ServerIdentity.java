package dev.llmaas.platform.tls;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * A certificate chain and its key, checked: they belong together, and the first certificate is valid now. Immutable.
 *
 * @param chain the server's certificate first, then those that vouch for it
 * @param key the private key of the first one
 */
record ServerIdentity(List<X509Certificate> chain, PrivateKey key) {
    ServerIdentity {
        chain = List.copyOf(chain);
    }

    /** Reads and checks the two files. */
    static ServerIdentity read(Path certificate, Path key, Instant now, SecureRandom random) {
        List<X509Certificate> chain = Pem.certificates(certificate);
        ServerIdentity identity = new ServerIdentity(chain, Pem.key(key));
        identity.checkTime(certificate, now);
        if (!Pem.isPair(identity.key, identity.leaf().getPublicKey(), random)) {
            throw new TlsException(
                    "The key %s does not belong to the first certificate of %s. Put the server's own certificate first."
                            .formatted(key, certificate));
        }
        return identity;
    }

    X509Certificate leaf() {
        return chain.getFirst();
    }

    Instant endsAt() {
        return leaf().getNotAfter().toInstant();
    }

    /** For Vert.x: this certificate, TLS 1.3 only, HTTP/2 offered. */
    ServerSSLOptions sslOptions() {
        return new ServerSSLOptions()
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(Pem.encode(chain)))
                        .addKeyValue(Buffer.buffer(Pem.encode(key))))
                .setUseAlpn(true)
                .setApplicationLayerProtocols(List.of("h2", "http/1.1"))
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"));
    }

    private void checkTime(Path certificate, Instant now) {
        if (leaf().getNotBefore().toInstant().isAfter(now)) {
            throw new TlsException("The certificate %s is not valid before %s; it is %s now. Check the clock."
                    .formatted(certificate, leaf().getNotBefore().toInstant(), now));
        }
        if (endsAt().isBefore(now)) {
            throw new TlsException(
                    "The certificate %s ended at %s. Put a new one in its place.".formatted(certificate, endsAt()));
        }
    }
}
