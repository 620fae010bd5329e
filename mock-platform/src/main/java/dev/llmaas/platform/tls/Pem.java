package dev.llmaas.platform.tls;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** Certificates and keys as PEM text: PKCS#8, and the older forms of OpenSSL. Stateless. */
final class Pem {
    /** A chain is some kilobytes; anything larger is another kind of file. */
    private static final long FILE_BYTES_MAX = 1024L * 1024;

    private Pem() {}

    /** The certificates of a file, in its order; at least one. */
    static List<X509Certificate> certificates(Path file) {
        List<X509Certificate> found = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(text(file)))) {
            for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
                if (next instanceof X509CertificateHolder holder) {
                    found.add(new JcaX509CertificateConverter().getCertificate(holder));
                }
            }
        } catch (IOException | GeneralSecurityException broken) {
            throw new TlsException("%s is no valid PEM certificate: %s.".formatted(file, broken.getMessage()), broken);
        }
        if (found.isEmpty()) {
            throw new TlsException("%s contains no certificate (-----BEGIN CERTIFICATE-----).".formatted(file));
        }
        return found;
    }

    /** The private key of a file. */
    static PrivateKey key(Path file) {
        try (PEMParser parser = new PEMParser(new StringReader(text(file)))) {
            for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
                switch (next) {
                    case PrivateKeyInfo key -> {
                        return new JcaPEMKeyConverter().getPrivateKey(key);
                    }
                    case PEMKeyPair pair -> {
                        return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
                    }
                    case PEMEncryptedKeyPair _, PKCS8EncryptedPrivateKeyInfo _ ->
                        throw new TlsException(
                                "%s is encrypted. Store the key without a password, readable by the platform only."
                                        .formatted(file));
                    default -> {
                        // parameters of the curve, or a certificate in the same file
                    }
                }
            }
        } catch (PEMException broken) {
            throw new TlsException("%s is no valid PEM key: %s.".formatted(file, broken.getMessage()), broken);
        } catch (IOException broken) {
            throw new TlsException("%s is no valid PEM file: %s.".formatted(file, broken.getMessage()), broken);
        }
        throw new TlsException("%s contains no private key (-----BEGIN PRIVATE KEY-----).".formatted(file));
    }

    /** Certificates as PEM, in their order. */
    static byte[] encode(List<X509Certificate> certificates) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            for (X509Certificate certificate : certificates) {
                writer.writeObject(new PemObject("CERTIFICATE", certificate.getEncoded()));
            }
        } catch (IOException | GeneralSecurityException impossible) {
            throw new IllegalStateException("A certificate in memory can be written to memory.", impossible);
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** A key as PKCS#8 PEM. */
    static byte[] encode(PrivateKey key) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject("PRIVATE KEY", key.getEncoded()));
        } catch (IOException impossible) {
            throw new IllegalStateException("A key in memory can be written to memory.", impossible);
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether the two belong together: what the one signs, the other verifies. */
    static boolean isPair(PrivateKey key, PublicKey publicKey, SecureRandom random) {
        String algorithm = switch (key) {
            case RSAKey _ -> "SHA256withRSA";
            case ECKey _ -> "SHA256withECDSA";
            default -> key.getAlgorithm(); // EdDSA names key and signature alike
        };
        byte[] sample = new byte[32];
        random.nextBytes(sample);
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key, random);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException differentKinds) {
            return false;
        }
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new TlsException(
                        "%s is larger than %,d bytes, so it is no PEM file.".formatted(file, FILE_BYTES_MAX));
            }
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException absent) {
            throw new TlsException("%s does not exist.".formatted(file), absent);
        } catch (IOException unreadable) {
            throw new TlsException(
                    "%s cannot be read (%s)."
                            .formatted(file, unreadable.getClass().getSimpleName()),
                    unreadable);
        }
    }
}
