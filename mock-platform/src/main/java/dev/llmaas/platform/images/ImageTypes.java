package dev.llmaas.platform.images;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The types of images that engines read, by what is announced and by the bytes with which their files begin. Stateless. */
public final class ImageTypes {
    /** Their names; {@code image/jpg} is no registered one but widely used. */
    public static final Set<String> NAMES = Set.of("image/png", "image/jpeg", "image/jpg", "image/webp", "image/gif");

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};
    private static final byte[] GIF_87 = ascii("GIF87a");
    private static final byte[] GIF_89 = ascii("GIF89a");
    private static final byte[] RIFF = ascii("RIFF");
    private static final byte[] WEBP = ascii("WEBP");
    private static final int WEBP_AT = 8;

    private ImageTypes() {}

    /**
     * The registered type on which the announcement and the bytes agree, or null if they do not.
     *
     * @param contentType the header of that name, or null
     */
    static @Nullable String agreed(@Nullable String contentType, byte[] bytes) {
        if (contentType == null) {
            return null;
        }
        int parameters = contentType.indexOf(';');
        String announced = (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        String registered = announced.equals("image/jpg") ? "image/jpeg" : announced;
        return registered.equals(of(bytes)) ? registered : null;
    }

    private static @Nullable String of(byte[] bytes) {
        if (has(bytes, 0, PNG)) {
            return "image/png";
        }
        if (has(bytes, 0, JPEG)) {
            return "image/jpeg";
        }
        if (has(bytes, 0, GIF_87) || has(bytes, 0, GIF_89)) {
            return "image/gif";
        }
        return has(bytes, 0, RIFF) && has(bytes, WEBP_AT, WEBP) ? "image/webp" : null;
    }

    private static boolean has(byte[] bytes, int at, byte[] wanted) {
        return bytes.length >= at + wanted.length
                && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
