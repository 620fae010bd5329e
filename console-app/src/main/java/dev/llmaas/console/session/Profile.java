package dev.llmaas.console.session;

import dev.llmaas.client.PemCertificate;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A platform that the user knows.
 *
 * @param name what the user calls it, unique, 1 to 60 characters
 * @param url its address without path, https; plain http only on loopback
 * @param authority the certificate that the user decided to trust, PEM; null where those of the Java platform vouch
 * @param provider the identity provider that the user chose last, or null
 */
public record Profile(
        String name,
        URI url,
        @Nullable String authority,
        @Nullable String provider) {
    /** The port of a platform unless it says otherwise. */
    public static final int STANDARD_PORT = 8443;

    private static final int NAME_CHARACTERS_MAX = 60;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * Checks the fields.
     *
     * @throws IllegalArgumentException with a sentence that says what was found and what was expected
     */
    public Profile {
        if (name == null || name.isBlank() || name.length() > NAME_CHARACTERS_MAX) {
            throw new IllegalArgumentException(
                    "A platform's name has 1 to %d characters.".formatted(NAME_CHARACTERS_MAX));
        }
        url = checked(url);
        if (authority != null) {
            var _ = PemCertificate.of(authority);
        }
    }

    /** A platform without a certificate or a provider of its own. */
    public static Profile of(String name, URI url) {
        return new Profile(name, url, null, null);
    }

    /**
     * The address that somebody typed: {@code llm.example.org}, {@code localhost:8443}, or a whole URL, with or without
     * {@code /v1} behind it.
     *
     * @throws IllegalArgumentException with a sentence, if it is no address of a platform
     */
    public static URI address(String typed) {
        String text = typed.strip();
        String whole = text.contains("://") ? text : "https://" + text;
        try {
            return checked(new URI(whole));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "\"%s\" is not an address; expected something like https://llm.example.org:8443.".formatted(text),
                    e);
        }
    }

    private static URI checked(@Nullable URI url) {
        if (url == null || url.getHost() == null || url.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "\"%s\" is not an address; expected something like https://llm.example.org:8443.".formatted(url));
        }
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        String host = url.getHost().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(scheme.equals("http") && LOOPBACK.contains(host))) {
            throw new IllegalArgumentException(
                    "\"%s\" must begin with https://, so that nobody on the way can read along.".formatted(url));
        }
        return URI.create(scheme + "://" + host + (url.getPort() < 0 ? "" : ":" + url.getPort()));
    }

    /** The same platform with the certificate that the user trusts. */
    public Profile withAuthority(String pem) {
        return new Profile(name, url, pem, provider);
    }

    /** The same platform with the provider that the user chose. */
    public Profile withProvider(String id) {
        return new Profile(name, url, authority, id);
    }

    /** The pinned certificate, empty where those of the Java platform vouch. */
    public Optional<X509Certificate> pinned() {
        return Optional.ofNullable(authority).map(PemCertificate::of);
    }

    /** The address for clients of the OpenAI API. */
    public URI openAiUrl() {
        return url.resolve("/v1");
    }
}
