package dev.llmaas.platform.tls;

import dev.llmaas.platform.PrivateFile;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate authority for this machine alone, so that a first start speaks TLS without anybody's help: {@code ca.pem}
 * for clients to trust, {@code server.pem} (with the authority's certificate behind it, so that a client can show whom it
 * is asked to trust) and their keys. EC P-256 throughout. The authority is never replaced once made, because clients have
 * pinned it; the server's certificate is renewed when it ends soon or lacks a name. Not for use by two threads at once.
 */
final class LocalAuthority {
    /** The authority outlives the machine, so that nobody must trust a second one. */
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3652);

    /** Browsers refuse server certificates of 398 days and more (CA/Browser Forum ballot SC-31). */
    private static final Duration SERVER_LIFE = Duration.ofDays(397);

    /** A server certificate with less than this left is renewed. */
    static final Duration RENEW_BEFORE = Duration.ofDays(30);

    /** Clients whose clock is behind still believe a certificate made a moment ago. */
    private static final Duration BACKDATED = Duration.ofHours(1);

    private static final int SERIAL_BITS = 127; // RFC 5280 section 4.1.2.2: positive, at most 20 bytes
    private static final Logger log = LoggerFactory.getLogger(LocalAuthority.class);

    private final Path directory;
    private final Set<String> names;
    private final InstantSource clock;
    private final SecureRandom random;

    /**
     * An authority whose files live in {@code directory} and which certifies {@code names}, host names and addresses.
     */
    LocalAuthority(Path directory, List<String> names, InstantSource clock, SecureRandom random) {
        this.directory = directory;
        this.names = names.stream().map(LocalAuthority::canonical).collect(Collectors.toCollection(LinkedHashSet::new));
        this.clock = clock;
        this.random = random;
    }

    /** What clients must trust. */
    Path authorityFile() {
        return directory.resolve("ca.pem");
    }

    private Path authorityKeyFile() {
        return directory.resolve("ca.key");
    }

    private Path serverFile() {
        return directory.resolve("server.pem");
    }

    private Path serverKeyFile() {
        return directory.resolve("server.key");
    }

    /**
     * The server's certificate: the one on disk if it will do, otherwise a new one.
     *
     * @throws TlsException if the authority's own files are damaged: replacing them is for a person to decide
     */
    ServerIdentity serverIdentity() {
        ServerIdentity authority = authority();
        if (Files.exists(serverFile()) && Files.exists(serverKeyFile())) {
            try {
                ServerIdentity present = ServerIdentity.read(serverFile(), serverKeyFile(), clock.instant(), random);
                String flaw = flaw(present, authority.leaf());
                if (flaw.isEmpty()) {
                    return present;
                }
                log.info("renewing the server certificate: {}", flaw);
            } catch (TlsException unusable) {
                log.warn("renewing the server certificate: {}", unusable.getMessage());
            }
        }
        return issue(authority);
    }

    private ServerIdentity authority() {
        boolean hasCertificate = Files.exists(authorityFile());
        boolean hasKey = Files.exists(authorityKeyFile());
        if (!hasCertificate && !hasKey) {
            return createAuthority();
        }
        try {
            if (hasCertificate != hasKey) {
                throw new TlsException("%s is missing.".formatted(hasKey ? authorityFile() : authorityKeyFile()));
            }
            PrivateFile.read(authorityKeyFile()); // closes it to others if it was open
            return ServerIdentity.read(authorityFile(), authorityKeyFile(), clock.instant(), random);
        } catch (TlsException damaged) {
            throw new TlsException(
                    "The local certificate authority cannot be used: %s To start anew, move the directory %s away; clients must then trust the new ca.pem."
                            .formatted(damaged.getMessage(), directory),
                    damaged);
        }
    }

    private ServerIdentity createAuthority() {
        KeyPair pair = newKeyPair();
        X500Name name = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, "llmaas")
                .addRDN(BCStyle.CN, "llmaas local authority " + new BigInteger(32, random).toString(36))
                .build();
        try {
            JcaX509v3CertificateBuilder builder = builder(name, name, pair, AUTHORITY_LIFE);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            X509Certificate certificate = sign(builder, pair.getPrivate());
            PrivateFile.write(authorityKeyFile(), Pem.encode(pair.getPrivate()));
            PrivateFile.writePublic(authorityFile(), Pem.encode(List.of(certificate)));
            log.info("made a local certificate authority: {}", authorityFile());
            return new ServerIdentity(List.of(certificate), pair.getPrivate());
        } catch (CertIOException impossible) {
            throw new IllegalStateException("These extensions can be encoded.", impossible);
        }
    }

    private ServerIdentity issue(ServerIdentity authority) {
        KeyPair pair = newKeyPair();
        X500Name issuer =
                X500Name.getInstance(authority.leaf().getSubjectX500Principal().getEncoded());
        X500Name subject = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, "llmaas")
                .addRDN(BCStyle.CN, "llmaas platform")
                .build();
        try {
            JcaX509v3CertificateBuilder builder = builder(issuer, subject, pair, SERVER_LIFE);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority.leaf()))
                    .addExtension(Extension.subjectAlternativeName, false, alternativeNames());
            X509Certificate certificate = sign(builder, authority.key());
            ServerIdentity issued = new ServerIdentity(List.of(certificate, authority.leaf()), pair.getPrivate());
            PrivateFile.write(serverKeyFile(), Pem.encode(pair.getPrivate()));
            PrivateFile.writePublic(serverFile(), Pem.encode(issued.chain()));
            log.info("issued a server certificate until {} for {}", issued.endsAt(), names);
            return issued;
        } catch (CertIOException | GeneralSecurityException impossible) {
            throw new IllegalStateException("These extensions can be encoded.", impossible);
        }
    }

    private JcaX509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair pair, Duration life)
            throws CertIOException {
        Instant from = clock.instant().minus(BACKDATED);
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, random).setBit(0),
                Date.from(from),
                Date.from(from.plus(life)),
                subject,
                pair.getPublic());
        try {
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every Java platform has SHA-1.", missing);
        }
        return builder;
    }

    private X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key) {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA")
                            .setSecureRandom(random)
                            .build(key)));
        } catch (OperatorCreationException | GeneralSecurityException wrongKey) {
            throw new TlsException(
                    "%s must be an EC key; it cannot sign here.".formatted(authorityKeyFile()), wrongKey);
        }
    }

    private KeyPair newKeyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every Java platform has P-256.", missing);
        }
    }

    private GeneralNames alternativeNames() {
        return new GeneralNames(names.stream()
                .map(name -> new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    /** Why this certificate will not do, empty if it will. */
    private String flaw(ServerIdentity present, X509Certificate authority) {
        if (present.endsAt().isBefore(clock.instant().plus(RENEW_BEFORE))) {
            return "it ends at " + present.endsAt();
        }
        try {
            present.leaf().verify(authority.getPublicKey());
        } catch (GeneralSecurityException foreign) {
            return "another authority signed it";
        }
        Set<String> missing = new LinkedHashSet<>(names);
        missing.removeAll(certifiedNames(present.leaf()));
        return missing.isEmpty() ? "" : "it lacks " + missing;
    }

    private static Set<String> certifiedNames(X509Certificate certificate) {
        try {
            var entries = certificate.getSubjectAlternativeNames();
            return entries == null
                    ? Set.of()
                    : entries.stream()
                            .map(entry -> String.valueOf(entry.get(1)))
                            .collect(Collectors.toSet());
        } catch (CertificateParsingException unreadable) {
            return Set.of(); // then it lacks every name, and is renewed
        }
    }

    private static boolean isAddress(String name) {
        return name.indexOf(':') >= 0 || name.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    }

    /** Names in lower case, and IPv6 addresses as Java reads them back from a certificate. */
    private static String canonical(String name) {
        if (name.indexOf(':') < 0) {
            return name.toLowerCase(Locale.ROOT);
        }
        try {
            return InetAddress.ofLiteral(name).getHostAddress();
        } catch (IllegalArgumentException noAddress) {
            throw new TlsException("tls.host-names: %s is no IPv6 address.".formatted(name), noAddress);
        }
    }
}
