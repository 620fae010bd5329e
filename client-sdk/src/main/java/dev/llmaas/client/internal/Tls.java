package dev.llmaas.client.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okhttp3.TlsVersion;
import org.jspecify.annotations.Nullable;

/** Whom a client believes: a pinned certificate, the authorities of the Java platform, or both. TLS 1.3 only. */
final class Tls {
    /** Cleartext is for loopback only; whoever builds a client checks the address. */
    private static final List<ConnectionSpec> CONNECTIONS = List.of(
            new ConnectionSpec.Builder(ConnectionSpec.RESTRICTED_TLS)
                    .tlsVersions(TlsVersion.TLS_1_3)
                    .build(),
            ConnectionSpec.CLEARTEXT);

    private Tls() {}

    /** Lets {@code builder} trust {@code pinned} alone, or the Java platform's authorities where it is null. */
    static void trustOnly(OkHttpClient.Builder builder, @Nullable X509Certificate pinned) {
        builder.connectionSpecs(CONNECTIONS);
        if (pinned != null) {
            use(builder, manager(store(pinned)));
        }
    }

    /** Lets {@code builder} trust the Java platform's authorities, and {@code pinned} too. */
    static void trustAlso(OkHttpClient.Builder builder, @Nullable X509Certificate pinned) {
        builder.connectionSpecs(CONNECTIONS);
        if (pinned != null) {
            use(builder, new Either(manager(store(pinned)), manager(null)));
        }
    }

    private static void use(OkHttpClient.Builder builder, X509TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
            builder.sslSocketFactory(context.getSocketFactory(), trust);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has TLS.", e);
        }
    }

    private static KeyStore store(Certificate pinned) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("platform", pinned);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("A key store in memory takes any certificate.", e);
        }
    }

    private static X509TrustManager manager(@Nullable KeyStore store) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .findFirst()
                    .orElseThrow();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform checks certificates.", e);
        }
    }

    /** Believes what one of two believes. OkHttp checks the host name after it. */
    private record Either(X509TrustManager first, X509TrustManager second) implements X509TrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            try {
                first.checkServerTrusted(chain, type);
            } catch (CertificateException unknownHere) {
                second.checkServerTrusted(chain, type);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("A client checks no clients.");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
