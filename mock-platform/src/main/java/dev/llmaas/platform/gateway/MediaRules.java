package dev.llmaas.platform.gateway;

import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.RequestLimits;
import dev.llmaas.platform.images.ImageTypes;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What images and sounds in a request must be: data in the request itself. An image may be an address of the web; whether
 * that is fetched is for {@link RemoteImages} to say, because whoever sends one makes the platform call somewhere.
 */
final class MediaRules {
    private static final String DATA = "data:";
    private static final String BASE64 = ";base64,";
    private static final Set<String> SOUNDS = Set.of("wav", "mp3");

    private MediaRules() {}

    /** Whether an image is somewhere in the web. */
    static boolean isRemote(String uri) {
        return starts(uri, "https:") || starts(uri, "http:");
    }

    private static boolean starts(String uri, String scheme) {
        return uri.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    /**
     * Checks the data URI of an image.
     *
     * @throws PlatformException INVALID_REQUEST for the field {@code path}
     */
    static void checkImage(Supplier<String> path, String uri) {
        if (!starts(uri, DATA)) {
            throw BodyWalk.refused(
                    path.get(), "must be a data URI, data:image/png;base64,...; other addresses are not fetched");
        }
        int comma = uri.indexOf(BASE64);
        if (comma < 0
                || !ImageTypes.NAMES.contains(
                        uri.substring(DATA.length(), comma).toLowerCase(Locale.ROOT))) {
            throw BodyWalk.refused(
                    path.get(), "must be a base64 data URI of the type image/png, image/jpeg, image/webp or image/gif");
        }
        if (uri.length() > RequestLimits.IMAGE_CHARACTERS_MAX) {
            throw BodyWalk.refused(
                    path.get(), "may have %,d characters at most".formatted(RequestLimits.IMAGE_CHARACTERS_MAX));
        }
        checkBase64(path, uri, comma + BASE64.length());
    }

    /** Checks a recording in base64. */
    static void checkSound(Supplier<String> path, String data) {
        checkBase64(path, data, 0);
    }

    /** Checks the name of a format of sound. */
    static void checkSoundFormat(Supplier<String> path, String format) {
        if (!SOUNDS.contains(format)) {
            throw BodyWalk.refused(path.get(), "must be wav or mp3");
        }
    }

    private static void checkBase64(Supplier<String> path, String text, int from) {
        int end = text.length();
        while (end > from && text.charAt(end - 1) == '=') {
            end--;
        }
        boolean whole = end > from && text.length() - end <= 2 && (end - from) % 4 != 1;
        for (int i = from; whole && i < end; i++) {
            char c = text.charAt(i);
            whole = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
        }
        if (!whole) {
            throw BodyWalk.refused(path.get(), "must hold base64");
        }
    }
}
