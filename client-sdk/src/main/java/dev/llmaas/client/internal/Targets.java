package dev.llmaas.client.internal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Writes addresses with names in them. */
public final class Targets {
    private Targets() {}

    /** What stands under {@code collection} by this id. */
    public static String of(String collection, String id) {
        return collection + "/" + encoded(id);
    }

    /** A text as a part of a path or query. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
