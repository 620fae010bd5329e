package dev.llmaas.console.session;

import dev.llmaas.api.Totp;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.Role;
import dev.llmaas.console.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * A demonstration user of the bundled platform. Its password is no secret of a person: it was made at random on this
 * machine, for this machine.
 *
 * @param user what to type as user name
 * @param password what to type as password
 * @param totpSecret makes the codes of the second factor, base 32
 * @param role what the user may do
 */
public record DemoUser(String user, String password, String totpSecret, Role role) {
    private static final TypeReference<List<DemoUser>> LIST = new TypeReference<>() {};

    /** The code of the second factor at this moment. */
    public String code(Instant now) {
        return new Totp(totpSecret).at(now);
    }

    /**
     * Reads the users of a platform.
     *
     * @param file {@code demo-users.json} of its data directory
     * @throws LocalPlatformException if it cannot be read
     */
    public static List<DemoUser> read(Path file) {
        try {
            if (Files.size(file) > Limits.DEMO_USERS_FILE_BYTES_MAX) {
                throw new LocalPlatformException(
                        "The list of demonstration users, %s, is larger than %d bytes."
                                .formatted(file, Limits.DEMO_USERS_FILE_BYTES_MAX),
                        null,
                        "error.local.users_too_large",
                        file,
                        Limits.DEMO_USERS_FILE_BYTES_MAX);
            }
            return WireJson.mapper().readValue(Files.readAllBytes(file), LIST);
        } catch (IOException | JacksonException e) {
            throw new LocalPlatformException(
                    "The platform runs, but its list of demonstration users, %s, cannot be read.".formatted(file),
                    e,
                    "error.local.users_unreadable",
                    file);
        }
    }

    @Override
    public String toString() {
        return "DemoUser[role=%s]".formatted(role);
    }
}
