package dev.llmaas.platform.oidc;

import dev.llmaas.api.Totp;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.Role;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PrivateFile;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * The demonstration users of this installation, one a role unless somebody edited the file. They are made once; their
 * passwords and secrets lie readable in a file of the data directory, closed to other users of the machine. Immutable.
 */
final class DemoAccounts {
    /** Where they lie in the data directory. */
    static final String FILE_NAME = "demo-users.json";

    private static final String PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"; // none that look alike
    private static final int PASSWORD_GROUPS = 4; // 31^16 possibilities: 79 bits
    private static final int PASSWORD_GROUP_LETTERS = 4;
    private static final TypeReference<List<DemoAccount>> LIST = new TypeReference<>() {};
    private static final Logger log = LoggerFactory.getLogger(DemoAccounts.class);

    private final List<DemoAccount> accounts;

    private DemoAccounts(List<DemoAccount> accounts) {
        this.accounts = List.copyOf(accounts);
    }

    /**
     * Reads the users, or makes them at the first start.
     *
     * @throws IllegalStateException with a sentence that names the file, if it is there but cannot be understood
     */
    static DemoAccounts load(Path dataDirectory, SecureRandom random) {
        Path file = dataDirectory.resolve(FILE_NAME);
        Optional<byte[]> content = PrivateFile.read(file);
        if (content.isPresent()) {
            return new DemoAccounts(parse(file, content.get()));
        }
        List<DemoAccount> made = make(random);
        PrivateFile.write(
                file, WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(made));
        log.info("made demonstration users count={} file={}", made.size(), file);
        return new DemoAccounts(made);
    }

    /** All of them, in the order of the file. */
    List<DemoAccount> all() {
        return accounts;
    }

    private static List<DemoAccount> parse(Path file, byte[] content) {
        String hint = "Repair it, or remove it to get new users.";
        if (content.length > Limits.OIDC_USERS_FILE_BYTES_MAX) {
            throw new IllegalStateException(
                    "%s has more than %,d bytes. %s".formatted(file, Limits.OIDC_USERS_FILE_BYTES_MAX, hint));
        }
        List<DemoAccount> accounts;
        try {
            accounts = WireJson.mapper().readValue(content, LIST);
        } catch (JacksonException unreadable) {
            throw new IllegalStateException(
                    "%s is no list of demonstration users: %s. %s".formatted(file, reason(unreadable), hint));
        }
        Set<String> names = new HashSet<>();
        accounts.forEach(account -> names.add(account.user().toLowerCase(Locale.ROOT)));
        if (accounts.isEmpty() || accounts.size() > Limits.OIDC_USERS_MAX || names.size() < accounts.size()) {
            throw new IllegalStateException(
                    "%s must have 1 to %d users with different names. %s".formatted(file, Limits.OIDC_USERS_MAX, hint));
        }
        return accounts;
    }

    /** What a record found wrong; never the parser's own message, which quotes the file. */
    private static String reason(JacksonException unreadable) {
        return unreadable.getCause() instanceof IllegalArgumentException refused
                ? String.valueOf(refused.getMessage())
                : "line %d cannot be read"
                        .formatted(
                                unreadable.getLocation() == null
                                        ? 1
                                        : unreadable.getLocation().getLineNr());
    }

    private static List<DemoAccount> make(SecureRandom random) {
        return List.of(
                make("odile.marchand", "Odile Marchand", Role.OWNER, random),
                make("adrian.keller", "Adrian Keller", Role.ADMINISTRATOR, random),
                make("bianca.rossi", "Bianca Rossi", Role.BILLING, random),
                make("pavel.novak", "Pavel Novák", Role.OPERATOR, random),
                make("dara.quinn", "Dara Quinn", Role.DEVELOPER, random),
                make("aiko.lindqvist", "Aiko Lindqvist", Role.AUDITOR, random));
    }

    private static DemoAccount make(String user, String name, Role role, SecureRandom random) {
        return new DemoAccount(user + "@example.com", name, password(random), Totp.newSecret(random), role);
    }

    private static String password(SecureRandom random) {
        StringBuilder text = new StringBuilder();
        for (int group = 0; group < PASSWORD_GROUPS; group++) {
            text.append(group == 0 ? "" : "-");
            for (int letter = 0; letter < PASSWORD_GROUP_LETTERS; letter++) {
                text.append(PASSWORD_LETTERS.charAt(random.nextInt(PASSWORD_LETTERS.length())));
            }
        }
        return text.toString();
    }
}
