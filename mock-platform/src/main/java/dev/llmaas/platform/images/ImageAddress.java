package dev.llmaas.platform.images;

import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * What the address of an image must be like before anybody is asked: https with a name that has a dot, the usual port,
 * nothing else. Numbers in place of a name are refused in every form, so that no form of writing one needs to be
 * understood; only https, because it is the certificate that tells the host that was meant from whoever else answers.
 * Stateless.
 */
public final class ImageAddress {
    private static final String HTTPS = "https://";
    private static final int HTTPS_PORT = 443;

    /** Labels of letters, digits, dashes and underscores; the last begins with a letter, or it would be a number. */
    private static final Pattern NAME =
            Pattern.compile("(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private ImageAddress() {}

    /**
     * Checks an address as a client wrote it.
     *
     * @throws ImageFault if it may not be asked; names what must be different
     */
    public static void check(String text) throws ImageFault {
        parse(text);
    }

    /** The same, read: what was checked is what is asked. */
    static HttpUrl parse(String text) throws ImageFault {
        if (!text.regionMatches(true, 0, HTTPS, 0, HTTPS.length()) || text.startsWith("/", HTTPS.length())) {
            throw ImageFault.ofAddress("must begin with https:// or be a data URI");
        }
        if (text.length() > ImageLimits.ADDRESS_CHARACTERS_MAX) {
            throw ImageFault.ofAddress("may have %,d characters at most".formatted(ImageLimits.ADDRESS_CHARACTERS_MAX));
        }
        if (!text.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '\\')) {
            throw ImageFault.ofAddress(
                    "must be written in ASCII without spaces and backslashes; other characters are percent-encoded");
        }
        HttpUrl url = HttpUrl.parse(text);
        if (url == null) {
            throw ImageFault.ofAddress("must be a valid address");
        }
        checkParts(url);
        return url;
    }

    /** Checks the parts of an address that was read. */
    static void checkParts(HttpUrl url) throws ImageFault {
        if (!url.isHttps()) {
            throw ImageFault.ofAddress("must begin with https:// or be a data URI");
        }
        if (!url.encodedUsername().isEmpty() || !url.encodedPassword().isEmpty()) {
            throw ImageFault.ofAddress("must not hold a user or a password");
        }
        if (url.encodedFragment() != null) {
            throw ImageFault.ofAddress("must not hold a fragment (#)");
        }
        if (url.port() != HTTPS_PORT) {
            throw ImageFault.ofAddress("must use the port 443");
        }
        if (url.host().length() > ImageLimits.HOST_CHARACTERS_MAX
                || !NAME.matcher(url.host()).matches()) {
            throw ImageFault.ofAddress("must name a host in full, such as images.example.org, and not by number");
        }
    }
}
