package dev.llmaas.platform;

import java.time.DateTimeException;
import java.time.ZoneId;

/**
 * The organisation that the first start makes. Later starts leave it as it is.
 *
 * @param name what people call it, 1 to 100 characters
 * @param timeZone IANA zone, for instance {@code Europe/Paris}; days and months of its limits follow it
 * @param project the name of its first project, 1 to 100 characters
 */
public record OrganizationConfig(String name, String timeZone, String project) {
    /** An organisation without a name of its own, in the time of Paris. */
    public static final OrganizationConfig STANDARD = new OrganizationConfig("Organisation", "Europe/Paris", "Default");

    /** The organisation of a demonstration. */
    public static final OrganizationConfig DEMO = new OrganizationConfig("Demonstration", "Europe/Paris", "Assistant");

    private static final int NAME_CHARACTERS_MAX = 100;

    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException with the key, what was found and what was expected
     */
    public OrganizationConfig {
        require(isName(name), "name", "must have 1 to %d characters".formatted(NAME_CHARACTERS_MAX));
        require(isName(project), "project", "must have 1 to %d characters".formatted(NAME_CHARACTERS_MAX));
        require(
                timeZone != null && isZone(timeZone),
                "time-zone",
                "%s is no zone of the IANA list, for instance Europe/Paris".formatted(timeZone));
    }

    /** The time zone itself. */
    public ZoneId zone() {
        return ZoneId.of(timeZone);
    }

    private static boolean isName(String name) {
        return name != null && !name.isBlank() && name.length() <= NAME_CHARACTERS_MAX;
    }

    private static boolean isZone(String zone) {
        try {
            return ZoneId.of(zone) != null;
        } catch (DateTimeException unknown) {
            return false;
        }
    }

    private static void require(boolean holds, String key, String problem) {
        if (!holds) {
            throw new IllegalArgumentException("organization.%s: %s.".formatted(key, problem));
        }
    }
}
