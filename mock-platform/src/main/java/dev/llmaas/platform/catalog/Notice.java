package dev.llmaas.platform.catalog;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the answers under a name say about its end, in the headers made for it.
 *
 * @param deprecation since when, for {@code Deprecation} (RFC 9745)
 * @param sunset until when, for {@code Sunset} (RFC 8594), or null if that is not planned
 * @param link where to go instead, for {@code Link}, or null if there is no successor
 */
public record Notice(
        String deprecation,
        @Nullable String sunset,
        @Nullable String link) {
    /** For names that have no date: they were old when they were put on offer. */
    private static final String ALWAYS = "@0";

    /** RFC 9110, section 5.6.7. */
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH);

    static Notice of(@Nullable LocalDate since, @Nullable LocalDate until, @Nullable String successor) {
        return new Notice(
                since == null
                        ? ALWAYS
                        : "@" + since.atStartOfDay(ZoneOffset.UTC).toEpochSecond(),
                until == null ? null : HTTP_DATE.format(until.atStartOfDay()),
                successor == null ? null : link(successor));
    }

    private static String link(String model) {
        String path = URLEncoder.encode(model, StandardCharsets.UTF_8).replace("%2F", "/");
        return "</v1/models/%s>; rel=\"successor-version\"".formatted(path);
    }
}
