package dev.llmaas.inference.store;

import dev.llmaas.api.models.StoreEvent.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Trust in the authorities of a file beside those of the system. */
public final class Authorities {
    private Authorities() {}

    /**
     * A context that trusts the authorities of a PEM file and those that Java trusts.
     *
     * @throws StoreException if the file cannot be read or holds no certificate
     */
    public static SSLContext trusting(Path file) {
        try (InputStream pem = Files.newInputStream(file)) {
            Collection<? extends Certificate> further =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (further.isEmpty()) {
                throw new StoreException(Reason.INVALID, "The file %s holds no certificate.".formatted(file));
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : further) {
                store.setCertificateEntry("given-" + number++, certificate);
            }
            for (X509Certificate certificate : trustManager(null).getAcceptedIssuers()) {
                store.setCertificateEntry("system-" + number++, certificate);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trustManager(store)}, null);
            return context;
        } catch (IOException unreadable) {
            throw new StoreException(
                    Reason.IO,
                    "The file %s with certificates cannot be read. Check its path and permissions.".formatted(file),
                    unreadable);
        } catch (GeneralSecurityException malformed) {
            throw new StoreException(
                    Reason.INVALID, "The file %s is no PEM file with certificates.".formatted(file), malformed);
        }
    }

    private static X509TrustManager trustManager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager trust) {
                return trust;
            }
        }
        throw new GeneralSecurityException("no trust manager for X.509");
    }
}
