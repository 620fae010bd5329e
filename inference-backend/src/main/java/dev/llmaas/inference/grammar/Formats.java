package dev.llmaas.inference.grammar;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The formats of JSON Schema and OpenAPI as patterns. Each allows a part of what its standard allows: what every validator
 * accepts and people expect.
 */
final class Formats {
    private static final String YEAR = "[12][0-9]{3}";
    /** Years that leave no rest by 4; those of full centuries are left out, because most of them are no leap years. */
    private static final String LEAP_YEAR = "[12][0-9](0[48]|[2468][048]|[13579][26])";

    private static final String DATE = "("
            + YEAR + "-(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|"
            + YEAR + "-(0[469]|11)-(0[1-9]|[12][0-9]|30)|"
            + YEAR + "-02-(0[1-9]|1[0-9]|2[0-8])|"
            + LEAP_YEAR + "-02-29)";
    private static final String TIME = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?";
    private static final String ZONE = "(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])";
    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?";
    private static final String HOST = LABEL + "(\\." + LABEL + "){0,4}";
    private static final String DOMAIN = LABEL + "(\\." + LABEL + "){0,3}\\.[A-Za-z]{2,10}";
    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final String HEX = "[0-9a-f]";
    private static final String GROUP = "[0-9a-f]{1,4}";
    private static final String PATH = "[A-Za-z0-9._~!$&'()*+,;=:@/-]";

    private static final Map<String, String> PATTERNS = Map.ofEntries(
            Map.entry("date", DATE),
            Map.entry("time", TIME + ZONE),
            Map.entry("date-time", DATE + "T" + TIME + ZONE),
            Map.entry(
                    "duration",
                    "P([0-9]{1,4}W|[0-9]{1,4}Y([0-9]{1,3}M)?([0-9]{1,3}D)?|[0-9]{1,3}M([0-9]{1,3}D)?|[0-9]{1,4}D|([0-9]{1,4}D)?T([0-9]{1,4}H([0-9]{1,3}M([0-9]{1,3}S)?)?|[0-9]{1,4}M([0-9]{1,3}S)?|[0-9]{1,4}S))"),
            Map.entry("uuid", HEX + "{8}-" + HEX + "{4}-[1-8]" + HEX + "{3}-[89ab]" + HEX + "{3}-" + HEX + "{12}"),
            Map.entry("email", "[A-Za-z0-9_+-]{1,20}(\\.[A-Za-z0-9_+-]{1,15}){0,2}@" + DOMAIN),
            Map.entry("hostname", HOST),
            Map.entry("ipv4", BYTE + "(\\." + BYTE + "){3}"),
            Map.entry(
                    "ipv6",
                    "(" + GROUP + "(:" + GROUP + "){7}|::(" + GROUP + "(:" + GROUP + "){0,5})?|" + GROUP + "::(" + GROUP
                            + "(:" + GROUP + "){0,4})?)"),
            Map.entry(
                    "uri",
                    "https?://" + DOMAIN + "(:[1-9][0-9]{1,3})?(/" + PATH + "{0,200})?(\\?" + PATH + "{0,200})?"),
            Map.entry("json-pointer", "(/([^/~#]|~[01])*)*"),
            Map.entry("byte", "([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"));

    private static final Map<String, String> ALIASES = Map.of(
            "uri-reference", "uri",
            "url", "uri",
            "iri", "uri",
            "iri-reference", "uri",
            "idn-email", "email",
            "idn-hostname", "hostname",
            "base64", "byte");

    /** Formats that say how a text is shown or kept, not what it may be. */
    private static final Set<String> DESCRIBING = Set.of("password", "binary", "text", "multiline", "markdown");

    private static final Map<String, BigDecimal> WHOLE = Map.of(
            "int32", BigDecimal.valueOf(Integer.MAX_VALUE),
            "int64", BigDecimal.valueOf(Long.MAX_VALUE));
    private static final Set<String> NUMBERS = Set.of("int32", "int64", "float", "double", "decimal");

    /** Some take milliseconds to compile; there are not many. */
    private static final Map<String, Language> KNOWN = new ConcurrentHashMap<>();

    private Formats() {}

    private static Language compiled(String name) {
        return RegexParser.parse("^(" + PATTERNS.get(name) + ")$", "").language("", new Budget());
    }

    static boolean isOfNumbers(String format) {
        return NUMBERS.contains(format);
    }

    /** The texts of a format, null if it restricts none. */
    static @Nullable Language language(Located part, SchemaDocument document) {
        String format = part.text("format");
        String name = ALIASES.getOrDefault(format, format);
        if (PATTERNS.containsKey(name)) {
            return KNOWN.computeIfAbsent(name, Formats::compiled).in(part.below("format"), document.budget());
        }
        if (DESCRIBING.contains(format)) {
            return null;
        }
        throw part.refused(
                "format",
                isOfNumbers(format)
                        ? "This format is one of numbers, but the schema allows texts too."
                        : "This format is not known here. Known are date, time, date-time, duration, uuid, email, hostname, ipv4, ipv6, uri, json-pointer and byte; a pattern can say the rest.");
    }

    /** The numbers that a format leaves. */
    static NumberRange bounds(Located part, NumberRange range) {
        BigDecimal most = WHOLE.get(part.text("format"));
        if (most == null) {
            return range;
        }
        return range.wholeOnly().atMost(most, false).atLeast(most.negate().subtract(BigDecimal.ONE), false);
    }
}
