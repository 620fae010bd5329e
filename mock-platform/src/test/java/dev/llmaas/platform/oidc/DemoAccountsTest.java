package dev.llmaas.platform.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DemoAccountsTest {
    private final SecureRandom random = new SecureRandom();

    @TempDir
    Path directory;

    @Test
    void everyRoleHasAUserAndTheyAreMadeOnce() throws IOException {
        DemoAccounts made = DemoAccounts.load(directory, random);

        assertThat(made.all()).extracting(DemoAccount::role).containsExactly(Role.values());
        assertThat(made.all()).allSatisfy(account -> {
            assertThat(account.user()).endsWith("@example.com");
            assertThat(account.password()).matches("([a-z0-9]{4}-){3}[a-z0-9]{4}");
            assertThat(account.toString()).doesNotContain(account.password(), account.totpSecret(), "@");
        });
        assertThat(DemoAccounts.load(directory, random).all()).isEqualTo(made.all());
        Path file = directory.resolve("demo-users.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void theFileIsAsTheConsoleReadsIt() throws IOException {
        DemoAccounts.load(directory, random);

        JsonNode list = WireJson.mapper().readTree(Files.readAllBytes(directory.resolve("demo-users.json")));

        assertThat(list.isArray()).isTrue();
        assertThat(list.get(0).propertyNames()).containsExactly("user", "name", "password", "totp_secret", "role");
        assertThat(list.get(0).path("role").asString()).isEqualTo("owner");
    }

    @Test
    void noTwoInstallationsShareASecret() {
        Set<String> secrets = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            for (DemoAccount account :
                    DemoAccounts.load(directory.resolve("data-" + i), random).all()) {
                secrets.add(account.password());
                secrets.add(account.totpSecret());
            }
        }

        assertThat(secrets).hasSize(10 * 6 * 2);
    }

    @Test
    void aFileThatCannotBeUnderstoodIsNamedAndNotQuoted() throws IOException {
        assertUnusable("not json, secret-word", "is no list of demonstration users: line 1 cannot be read");
        assertUnusable("[]", "must have 1 to 100 users");
        assertUnusable(
                "[{\"user\":\"a@example.com\",\"password\":\"secret-word\",\"role\":\"owner\"}]",
                "totp_secret of a@example.com is missing");
        assertUnusable(
                "[{\"user\":\"a@example.com\",\"password\":\"x\",\"totp_secret\":\"A\",\"role\":\"owner\"}]",
                "too short");
        assertUnusable(
                "[{\"user\":\"a@example.com\",\"password\":\"secret-word\",\"totp_secret\":\"1\",\"role\":\"owner\"}]",
                "TOTP secret");
        String user =
                "{\"user\":\"a@example.com\",\"password\":\"secret-word\",\"totp_secret\":\"GEZDGNBVGY3TQOJQ\",\"role\":\"owner\"}";
        assertUnusable("[%s,%s]".formatted(user, user), "different names");
        assertUnusable("[%s]".formatted(user).replace("owner", "king"), "cannot be read");
        assertUnusable("[%s]".formatted(user) + " ".repeat(70_000), "more than 65,536 bytes");
    }

    @Test
    void keysAreKeptAndAFileThatHoldsNoneIsNamed() throws IOException {
        Path file = directory.resolve("oidc-keys.json");
        String first = keys(file).current().getKeyID();

        assertThat(keys(file).current().getKeyID()).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(keys(file).published().toString()).doesNotContain("\"d\"", "\"p\"", "\"q\"");
        Files.writeString(file, "{\"keys\":[]}");
        assertThatThrownBy(() -> keys(file)).hasMessageContaining("oidc-keys.json holds no key to sign with");
    }

    private SigningKeys keys(Path file) {
        return SigningKeys.load(file, java.time.Duration.ofMinutes(10), java.time.InstantSource.system(), random);
    }

    private void assertUnusable(String content, String reason) throws IOException {
        Path file = Files.writeString(directory.resolve("demo-users.json"), content);
        assertThatThrownBy(() -> DemoAccounts.load(directory, random))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(reason)
                .hasMessageContaining("Repair it")
                .message()
                .doesNotContain("secret-word");
    }
}
