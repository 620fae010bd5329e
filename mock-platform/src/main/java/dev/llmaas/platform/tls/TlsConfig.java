package dev.llmaas.platform.tls;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which certificate the platform shows.
 *
 * @param certificateFile the operator's certificate chain, PEM, the server's own first; null for the local authority
 * @param keyFile its private key, PEM without a password; null with {@code certificateFile}
 * @param hostNames further names and addresses that the local authority certifies, beside localhost, 127.0.0.1, ::1 and
 *     the name of the machine
 */
public record TlsConfig(
        @Nullable Path certificateFile, @Nullable Path keyFile, List<String> hostNames) {
    /** The local authority, for this machine. */
    public static final TlsConfig LOCAL = new TlsConfig(null, null, List.of());

    private static final int HOST_NAMES_MAX = 50;

    /** Checks that both files are named or none, and that the names are names. */
    public TlsConfig {
        if ((certificateFile == null) != (keyFile == null)) {
            throw new IllegalArgumentException("tls: certificate-file and key-file belong together; set both or none.");
        }
        hostNames = hostNames == null ? List.of() : List.copyOf(hostNames);
        if (hostNames.size() > HOST_NAMES_MAX) {
            throw new IllegalArgumentException("tls.host-names: at most %d names.".formatted(HOST_NAMES_MAX));
        }
        for (String name : hostNames) {
            if (!name.matches("[A-Za-z0-9*._:-]{1,253}")) {
                throw new IllegalArgumentException("tls.host-names: %s is no host name or address.".formatted(name));
            }
        }
    }
}
