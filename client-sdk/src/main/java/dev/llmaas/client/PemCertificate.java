package dev.llmaas.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;

/**
 * Certificates as people keep them, in PEM (RFC 7468).
 *
 * <pre>{@code
 * ClientOptions options = ClientOptions.of(platform).withAuthority(PemCertificate.of(System.getenv("PLATFORM_CA")));
 * }</pre>
 */
public final class PemCertificate {
    private PemCertificate() {}

    /**
     * The certificate of a text.
     *
     * @throws IllegalArgumentException if it is not one certificate
     */
    public static X509Certificate of(String pem) {
        return only(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)), "The trusted certificate");
    }

    /**
     * The certificate of a file.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it does not hold one certificate
     */
    public static X509Certificate ofFile(Path file) throws IOException {
        try (InputStream pem = Files.newInputStream(file)) {
            return only(pem, file.toString());
        }
    }

    private static X509Certificate only(InputStream pem, String name) {
        Collection<? extends Certificate> found;
        try {
            found = CertificateFactory.getInstance("X.509").generateCertificates(pem);
        } catch (CertificateException malformed) {
            throw new IllegalArgumentException("%s is not a PEM certificate.".formatted(name), malformed);
        }
        if (found.size() != 1 || !(found.iterator().next() instanceof X509Certificate only)) {
            throw new IllegalArgumentException(
                    "%s holds %d certificates in PEM; one was expected.".formatted(name, found.size()));
        }
        return only;
    }
}
