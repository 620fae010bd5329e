package dev.llmaas.platform.access;

import dev.llmaas.api.admin.Role;
import dev.llmaas.platform.Limits;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks things up in the claims of a token whose signature has been checked. Immutable. */
final class Claims {
    private final Map<String, Object> claims;

    Claims(Map<String, Object> claims) {
        this.claims = claims;
    }

    /** The text at {@code path}, cut to the bound; empty if there is none. */
    Optional<String> text(String path) {
        return find(claims, path)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(text -> text.substring(0, Math.min(text.length(), Limits.CLAIM_CHARACTERS_MAX)));
    }

    /** The words at {@code path}: the texts of a list, or the words of a text as in {@code scope}. */
    List<String> words(String path) {
        return find(claims, path)
                .map(Claims::split)
                .orElse(Stream.empty())
                .limit(Limits.CLAIM_VALUES_MAX)
                .toList();
    }

    /** The roles that {@code mapping} gives to the values of the roles and groups claims. */
    List<Role> roles(ClaimNames names, Map<String, Role> mapping) {
        return Stream.concat(words(names.roles()).stream(), words(names.groups()).stream())
                .map(mapping::get)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }

    private static Stream<String> split(Object value) {
        return switch (value) {
            case Collection<?> list ->
                list.stream().filter(String.class::isInstance).map(String.class::cast);
            case String text ->
                Stream.concat(Stream.of(text), Arrays.stream(text.split("[ ,]+", Limits.CLAIM_VALUES_MAX)));
            default -> Stream.empty();
        };
    }

    /** Follows the path; the longest prefix that is a field wins, so that names with dots are found. */
    private static Optional<Object> find(Map<?, ?> fields, String path) {
        Object whole = fields.get(path);
        if (whole != null) {
            return Optional.of(whole);
        }
        for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
            if (fields.get(path.substring(0, dot)) instanceof Map<?, ?> inner) {
                Optional<Object> found = find(inner, path.substring(dot + 1));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }
}
