package dev.llmaas.platform.oidc;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.llmaas.api.Totp;
import dev.llmaas.api.admin.Role;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;

/**
 * A demonstration user as it stands in the file.
 *
 * @param user what to type as user name, an address at example.com
 * @param name what people would call them
 * @param password made at random for this installation
 * @param totpSecret makes the codes of the second factor, base 32
 * @param role what the user may do
 */
record DemoAccount(String user, String name, String password, String totpSecret, Role role) {
    private static final int USER_CHARACTERS_MAX = 100;
    private static final int PASSWORD_CHARACTERS_MIN = 8;

    /** Checks what somebody may have edited; the name may be left out. */
    DemoAccount {
        require(user != null && !user.isBlank() && user.length() <= USER_CHARACTERS_MAX, "user is missing or too long");
        require(
                password != null && password.length() >= PASSWORD_CHARACTERS_MIN,
                "password of %s is too short".formatted(user));
        require(totpSecret != null, "totp_secret of %s is missing".formatted(user));
        require(role != null, "role of %s is missing".formatted(user));
        name = name == null || name.isBlank() ? user : name;
        new Totp(totpSecret); // refuses what is no secret
    }

    /** Names the user for ever, also after another installation. */
    @JsonIgnore
    String subject() {
        return UUID.nameUUIDFromBytes(user.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** The role under its name on the wire. */
    @JsonIgnore
    String roleName() {
        return role.name().toLowerCase(Locale.ROOT);
    }

    /** Says nothing that opens a door. */
    @Override
    public String toString() {
        return "DemoAccount[role=%s]".formatted(role);
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }
}
