package dev.llmaas.platform.oidc;

import dev.llmaas.platform.Limits;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of a query or a form. None may come twice (RFC 6749, section 3.1), because two readers of such a
 * request could each believe another value; one without a value counts as left out. Immutable.
 */
final class Parameters {
    /** None at all. */
    static final Parameters NONE = new Parameters(Map.of());

    private final Map<String, String> values;

    private Parameters(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads {@code application/x-www-form-urlencoded}.
     *
     * @throws OauthRefusal {@code invalid_request}, if it cannot be read, or is more than the bounds allow
     */
    static Parameters parse(String encoded) throws OauthRefusal {
        if (encoded.length() > Limits.OIDC_FORM_BYTES_MAX) {
            throw OauthRefusal.invalidRequest(
                    "The parameters have more than %d characters.".formatted(Limits.OIDC_FORM_BYTES_MAX));
        }
        Map<String, String> values = new LinkedHashMap<>();
        String[] pairs = encoded.isEmpty() ? new String[0] : encoded.split("&", Limits.OIDC_PARAMETERS_MAX + 1);
        if (pairs.length > Limits.OIDC_PARAMETERS_MAX) {
            throw OauthRefusal.invalidRequest(
                    "There are more than %d parameters.".formatted(Limits.OIDC_PARAMETERS_MAX));
        }
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            if (value.length() > Limits.OIDC_PARAMETER_CHARACTERS_MAX) {
                throw OauthRefusal.invalidRequest(
                        "A parameter has more than %d characters.".formatted(Limits.OIDC_PARAMETER_CHARACTERS_MAX));
            }
            if (!name.isEmpty() && values.put(name, value) != null) {
                throw OauthRefusal.invalidRequest("A parameter comes more than once.");
            }
        }
        return new Parameters(values);
    }

    /** The value, empty if the parameter was left out. */
    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    /** The value, or the empty text. */
    String text(String name) {
        return find(name).orElse("");
    }

    /**
     * The value.
     *
     * @throws OauthRefusal {@code invalid_request} if it was left out
     */
    String require(String name) throws OauthRefusal {
        return find(name)
                .orElseThrow(() -> OauthRefusal.invalidRequest("The parameter %s is missing.".formatted(name)));
    }

    /**
     * A value that is echoed or kept.
     *
     * @throws OauthRefusal {@code invalid_request} if it is longer than the bound
     */
    Optional<String> echo(String name) throws OauthRefusal {
        Optional<String> value = find(name);
        if (value.isPresent() && value.get().length() > Limits.OIDC_ECHO_CHARACTERS_MAX) {
            throw OauthRefusal.invalidRequest(
                    "The parameter %s has more than %d characters.".formatted(name, Limits.OIDC_ECHO_CHARACTERS_MAX));
        }
        return value;
    }

    /** The words of a list that blanks separate. */
    Set<String> words(String name) {
        return new LinkedHashSet<>(Arrays.asList(text(name).strip().split(" +", -1)));
    }

    /** Writes a query that {@link #parse} reads; the order stays. */
    static String encode(Map<String, String> parameters) {
        StringBuilder query = new StringBuilder();
        parameters.forEach((name, value) -> query.append(query.isEmpty() ? "" : "&")
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return query.toString();
    }

    /** Says nothing of the values. */
    @Override
    public String toString() {
        return "Parameters[%d]".formatted(values.size());
    }

    private static String decode(String text) throws OauthRefusal {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw OauthRefusal.invalidRequest("A parameter is not encoded as a form.");
        }
    }
}
