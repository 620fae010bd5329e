package dev.llmaas.platform.oidc;

import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import dev.llmaas.platform.Limits;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.TlsVersion;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** Reads what an issuer publishes: its discovery document and its keys, over TLS 1.3, within bounds. Thread-safe. */
final class IssuerDocuments {
    private static final int RSA_BITS_MIN = 2048; // RFC 7518 section 3.3

    private final URI issuer;
    private final OkHttpClient http;

    /**
     * Documents of {@code issuer}.
     *
     * @param caFile the authority that signed its certificate, PEM; null for those of the Java platform
     * @throws IllegalArgumentException if the file does not hold a certificate
     */
    IssuerDocuments(URI issuer, @Nullable Path caFile) {
        this.issuer = issuer;
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .followRedirects(false)
                .callTimeout(Limits.ISSUER_TIMEOUT)
                .connectionPool(new ConnectionPool(1, 5, TimeUnit.SECONDS))
                .connectionSpecs(List.of(
                        new ConnectionSpec.Builder(ConnectionSpec.RESTRICTED_TLS)
                                .tlsVersions(TlsVersion.TLS_1_3)
                                .build(),
                        ConnectionSpec.CLEARTEXT)); // for loopback only, as the configuration checks
        if (caFile != null) {
            X509TrustManager trust = trusting(caFile);
            builder.sslSocketFactory(tls(trust).getSocketFactory(), trust);
        }
        this.http = builder.build();
    }

    /**
     * The issuer's signing keys, fetched now.
     *
     * @throws IssuerFault with a sentence that says what is wrong with the issuer
     */
    List<JWK> fetchKeys() throws IssuerFault {
        return usable(parseKeys(get(parseMetadata(get(discoveryUri())))));
    }

    private URI discoveryUri() {
        String base = issuer.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                + "/.well-known/openid-configuration");
    }

    private URI parseMetadata(String document) throws IssuerFault {
        OIDCProviderMetadata metadata;
        try {
            metadata = OIDCProviderMetadata.parse(document);
        } catch (ParseException broken) {
            throw new IssuerFault(
                    "%s publishes no valid OpenID configuration: %s.".formatted(issuer, broken.getMessage()), broken);
        }
        if (!metadata.getIssuer().getValue().equals(issuer.toString())) {
            throw new IssuerFault("%s calls itself %s. Configure the issuer letter by letter as it calls itself."
                    .formatted(issuer, metadata.getIssuer()));
        }
        URI keys = metadata.getJWKSetURI();
        if (keys == null
                || !(keys.getScheme().equals("https") || issuer.getScheme().equals("http"))) {
            throw new IssuerFault("%s names no https address of its keys (jwks_uri).".formatted(issuer));
        }
        return keys;
    }

    private JWKSet parseKeys(String document) throws IssuerFault {
        try {
            return JWKSet.parse(document);
        } catch (java.text.ParseException broken) {
            throw new IssuerFault("%s publishes no valid key set.".formatted(issuer), broken);
        }
    }

    /** Public signing keys of sufficient size; symmetric keys have no business in a public document. */
    private List<JWK> usable(JWKSet set) throws IssuerFault {
        List<JWK> keys = set.getKeys().stream()
                .filter(key -> key instanceof AsymmetricJWK)
                .filter(key -> key.getKeyUse() == null || KeyUse.SIGNATURE.equals(key.getKeyUse()))
                .filter(key -> !(key instanceof RSAKey) || key.size() >= RSA_BITS_MIN)
                .map(JWK::toPublicJWK)
                .limit(Limits.KEYS_PER_ISSUER_MAX)
                .toList();
        if (keys.isEmpty()) {
            throw new IssuerFault("%s publishes no key that could sign a token.".formatted(issuer));
        }
        return keys;
    }

    private String get(URI address) throws IssuerFault {
        Request request = new Request.Builder()
                .url(address.toString())
                .header("accept", "application/json")
                .build();
        try (Response response = http.newCall(request).execute()) {
            if (response.code() != 200) {
                throw new IssuerFault("%s answered status %d instead of 200.".formatted(address, response.code()));
            }
            BufferedSource source = response.body().source();
            if (source.request(Limits.ISSUER_DOCUMENT_BYTES_MAX + 1L)) {
                throw new IssuerFault(
                        "%s answered more than %,d bytes.".formatted(address, Limits.ISSUER_DOCUMENT_BYTES_MAX));
            }
            return source.readString(StandardCharsets.UTF_8);
        } catch (IOException unreachable) {
            throw new IssuerFault("%s cannot be reached: %s.".formatted(address, reason(unreachable)), unreachable);
        }
    }

    private static String reason(IOException problem) {
        return switch (problem) {
            case UnknownHostException _ -> "no such host";
            case ConnectException _ -> "nothing listens there";
            case SocketTimeoutException _, java.io.InterruptedIOException _ ->
                "no answer within %d seconds".formatted(Limits.ISSUER_TIMEOUT.toSeconds());
            case SSLException tls -> "TLS 1.3 with a certificate that we trust failed (%s)".formatted(tls.getMessage());
            default -> String.valueOf(problem.getMessage());
        };
    }

    private static X509TrustManager trusting(Path caFile) {
        try (var in = Files.newInputStream(caFile)) {
            Collection<? extends Certificate> authorities =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (Certificate authority : authorities) {
                store.setCertificateEntry("ca" + store.size(), authority);
            }
            if (store.size() == 0) {
                throw new IllegalArgumentException("%s contains no certificate.".formatted(caFile));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager trust) {
                    return trust;
                }
            }
            throw new IllegalStateException("Every Java platform checks X.509 certificates.");
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new IllegalArgumentException("%s is no readable PEM certificate.".formatted(caFile), unreadable);
        }
    }

    private static SSLContext tls(X509TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every Java platform speaks TLS.", missing);
        }
    }
}
