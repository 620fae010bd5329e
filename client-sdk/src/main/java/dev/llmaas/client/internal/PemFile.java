package dev.llmaas.client.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;

/** Certificates in files. */
public final class PemFile {
    private PemFile() {}

    /**
     * The certificate of a file.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it does not hold one certificate
     */
    public static X509Certificate certificate(Path file) throws IOException {
        Collection<? extends Certificate> found;
        try (InputStream pem = Files.newInputStream(file)) {
            found = CertificateFactory.getInstance("X.509").generateCertificates(pem);
        } catch (CertificateException malformed) {
            throw new IllegalArgumentException("%s is no file of certificates.".formatted(file), malformed);
        }
        if (found.size() != 1 || !(found.iterator().next() instanceof X509Certificate only)) {
            throw new IllegalArgumentException(
                    "%s holds %d certificates; one was expected.".formatted(file, found.size()));
        }
        return only;
    }
}
