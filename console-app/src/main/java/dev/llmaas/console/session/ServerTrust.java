package dev.llmaas.console.session;

import dev.llmaas.console.Limits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What a server shows of itself before anybody trusts it. The user compares the fingerprint with the one that the
 * operator published, and trusts once; from then on the certificate is pinned.
 *
 * @param chain the certificates, the server's own first
 * @param trusted whether the authorities of the Java platform already vouch for it
 */
public record ServerTrust(List<X509Certificate> chain, boolean trusted) {
    private static final int LINE_CHARACTERS = 64; // of PEM, RFC 7468 section 2

    /** Copies its list. */
    public ServerTrust {
        chain = List.copyOf(chain);
    }

    /**
     * Looks at the certificates of a server. Sends nothing to it beyond the handshake. Blocks.
     *
     * @throws IOException if nothing answers there, or what answers does not speak TLS
     */
    public static ServerTrust look(URI url) throws IOException {
        Watching watching = new Watching(trustManager(null));
        int port = url.getPort() < 0 ? 443 : url.getPort();
        int patience = Math.toIntExact(Limits.PROBE_MAX.toMillis());
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(url.getHost(), port), patience);
            plain.setSoTimeout(patience);
            SSLSocket socket =
                    (SSLSocket) context(watching).getSocketFactory().createSocket(plain, url.getHost(), port, true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
        } catch (SSLException e) {
            if (watching.chain.length == 0) {
                throw e;
            }
        }
        return new ServerTrust(
                List.of(watching.chain).subList(0, Math.min(watching.chain.length, Limits.CHAIN_CERTIFICATES_MAX)),
                watching.trusted);
    }

    /** The certificate to pin: the last of the chain, which is the authority's where the server sends it. */
    public X509Certificate authority() {
        return chain.getLast();
    }

    /** The SHA-256 fingerprint of {@link #authority}, pairs of capital hexadecimal digits with colons. */
    public String fingerprint() {
        return fingerprint(authority());
    }

    /** The certificate to pin as PEM, for {@link Profile#withAuthority}. */
    public String pem() {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(LINE_CHARACTERS, new byte[] {'\n'})
                            .encodeToString(authority().getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A certificate that was read can be written.", e);
        }
    }

    /** The SHA-256 fingerprint of a certificate, as operators publish it. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }

    /** A TLS context that trusts nothing but {@code authority}. */
    public static SSLContext only(X509Certificate authority) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("platform", authority);
            return context(trustManager(store));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("A key store in memory takes any certificate.", e);
        }
    }

    private static SSLContext context(TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has TLS.", e);
        }
    }

    private static X509ExtendedTrustManager trustManager(@Nullable KeyStore store) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast)
                    .findFirst()
                    .orElseThrow();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform can check certificates.", e);
        }
    }

    /** Notes the chain, then decides as the Java platform does: an unknown server never gets past the handshake. */
    private static final class Watching extends X509ExtendedTrustManager {
        private final X509ExtendedTrustManager judge;
        private X509Certificate[] chain = {};
        private boolean trusted;

        private Watching(X509ExtendedTrustManager judge) {
            this.judge = judge;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String type, Socket socket)
                throws CertificateException {
            chain = shown.clone();
            judge.checkServerTrusted(shown, type, socket);
            trusted = true;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String type, SSLEngine engine)
                throws CertificateException {
            chain = shown.clone();
            judge.checkServerTrusted(shown, type, engine);
            trusted = true;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String type) throws CertificateException {
            chain = shown.clone();
            judge.checkServerTrusted(shown, type);
            trusted = true;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String type, Socket socket)
                throws CertificateException {
            judge.checkClientTrusted(shown, type, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String type, SSLEngine engine)
                throws CertificateException {
            judge.checkClientTrusted(shown, type, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String type) throws CertificateException {
            judge.checkClientTrusted(shown, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return judge.getAcceptedIssuers();
        }
    }
}
