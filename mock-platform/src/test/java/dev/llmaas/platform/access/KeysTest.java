package dev.llmaas.platform.access;

import static dev.llmaas.platform.RunningPlatform.code;
import static dev.llmaas.platform.RunningPlatform.json;
import static dev.llmaas.platform.RunningPlatform.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.ApiKey;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.NewApiKey;
import dev.llmaas.api.admin.Page;
import dev.llmaas.api.admin.Role;
import dev.llmaas.client.AdminClient;
import dev.llmaas.client.ApiException;
import dev.llmaas.platform.RunningPlatform;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

class KeysTest {
    private static final String KEYS = "/admin/v1/keys";

    @TempDir
    private static Path directory;

    private static RunningPlatform running;
    private static String owner;
    private static String developer;

    @BeforeAll
    static void start() {
        running = RunningPlatform.start(directory);
        owner = running.token("owner-1", Role.OWNER);
        developer = running.token("developer-1", Role.DEVELOPER);
    }

    @AfterAll
    static void close() {
        running.close();
    }

    @Test
    void aNewKeyShowsItsSecretOnceAndIsListedWithoutIt() {
        HttpResponse<String> made = running.send("POST", KEYS, owner, "{\"name\":\" chatbot \"}");
        JsonNode key = json(made).get("key");
        String secret = json(made).get("secret").asString();

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.headers().firstValue("x-request-id")).isPresent();
        assertThat(secret).matches("sk-llmaas-[A-Za-z0-9_-]{43}");
        assertThat(key.get("name").asString()).isEqualTo("chatbot");
        assertThat(key.get("status").asString()).isEqualTo("active");
        assertThat(key.get("owner_email").asString()).isEqualTo("owner-1@corp.example");
        assertThat(key.get("hint").asString())
                .isEqualTo(secret.substring(0, 14) + "..." + secret.substring(secret.length() - 4));
        HttpResponse<String> listed = running.send("GET", KEYS, owner);
        assertThat(listed.body())
                .contains(key.get("id").asString())
                .doesNotContain(secret.substring(14, secret.length() - 4));
    }

    @Test
    void theSecretIsNowhereOnTheDiskAndTheKeyFileIsTheOwnersAlone() throws Exception {
        String secret = json(running.send("POST", KEYS, owner, "{\"name\":\"secret\"}"))
                .get("secret")
                .asString();

        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertThat(content).as(file.toString()).doesNotContain(secret.substring(14, 40));
            }
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("api-keys.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aWrongFieldIsNamedWithItsBound() {
        assertRefused("{\"name\":\"\"}", "name", "1 to 100 characters");
        assertRefused("{\"name\":\"%s\"}".formatted("x".repeat(101)), "name", "1 to 100 characters");
        assertRefused("{}", "name", "1 to 100 characters");
        assertRefused("{\"name\":\"a\\ud800\"}", "name", "halves of characters");
        assertRefused("{\"name\":\"a\\u202eb\"}", "name", "control characters");
        assertRefused("{\"name\":\"a\",\"expires_at_ms\":1000}", "expires_at_ms", "in the future");
        assertRefused("{\"name\":\"a\",\"models\":[\"echo\",\"nope\"]}", "models[1]", "no model of this platform");
        assertRefused(
                "{\"name\":\"a\",\"limits\":{\"output_tokens_per_hour\":-1}}",
                "limits.output_tokens_per_hour",
                "0 or more");
        assertRefused("{\"name\":\"a\",\"limits\":{\"spend_per_month\":-1}}", "limits.spend_per_month", "0 or more");
        assertRefused("{\"name\":\"a\",\"project_id\":\"prj_nope\"}", "project_id", "no project");
    }

    @Test
    void aLimitWithASlipInItsNameIsRefused() {
        assertRefused(
                "{\"name\":\"a\",\"limits\":{\"output_tokens_per_huor\":5}}", "limits.output_tokens_per_huor", "field");
        assertRefused("{\"name\":\"a\",\"expires\":5}", "expires", "field");
    }

    @Test
    void aBodyThatIsNoRecordIsRefused() {
        assertThat(code(running.send("POST", KEYS, owner, "{\"name\":"))).isEqualTo("malformed_json");
        assertThat(code(running.send("POST", KEYS, owner, "{\"name\":{}}"))).isEqualTo("invalid_request");
        assertThat(running.send("POST", KEYS, owner, "\"" + "x".repeat(300_000) + "\"")
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void aRevokedKeyIsRefusedAtOnceAndRevokingItAgainChangesNothing() {
        JsonNode made = json(running.send("POST", KEYS, owner, "{\"name\":\"short\"}"));
        String id = made.at("/key/id").asString();

        HttpResponse<String> revoked = running.send("DELETE", KEYS + "/" + id, owner);
        HttpResponse<String> again = running.send("DELETE", KEYS + "/" + id, owner);

        assertThat(revoked.statusCode()).isEqualTo(200);
        assertThat(json(revoked).get("status").asString()).isEqualTo("revoked");
        assertThat(json(again).get("revoked_at_ms")).isEqualTo(json(revoked).get("revoked_at_ms"));
        assertThatThrownBy(() -> running.platform
                        .access()
                        .caller("Bearer " + made.get("secret").asString()))
                .hasMessageContaining("revoked");
    }

    @Test
    void aDeveloperReachesOwnKeysOnly() {
        String others = json(running.send("POST", KEYS, owner, "{\"name\":\"others\"}"))
                .at("/key/id")
                .asString();
        String own = json(running.send("POST", KEYS, developer, "{\"name\":\"own\"}"))
                .at("/key/id")
                .asString();

        assertThat(code(running.send("DELETE", KEYS + "/" + others, developer))).isEqualTo("permission_denied");
        assertThat(running.send("DELETE", KEYS + "/" + own, developer).statusCode())
                .isEqualTo(200);
        assertThat(code(running.send("DELETE", KEYS + "/key_nope", owner))).isEqualTo("not_found");
    }

    @Test
    void rolesWithoutTheRightAreRefused() {
        String billing = running.token("billing-1", Role.BILLING);
        String auditor = running.token("auditor-1", Role.AUDITOR);

        assertThat(running.send("GET", KEYS, billing).statusCode()).isEqualTo(403);
        assertThat(running.send("GET", KEYS, auditor).statusCode()).isEqualTo(200);
        assertThat(running.send("POST", KEYS, auditor, "{\"name\":\"a\"}").statusCode())
                .isEqualTo(403);
    }

    @Test
    void aLongListComesInPages() {
        try (AdminClient admin = running.admin(running.token("pager", Role.ADMINISTRATOR))) {
            List<String> made = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                made.addFirst(admin.createKey(new NewApiKey(null, "page-" + i, null, null, null))
                        .key()
                        .id()
                        .value());
            }

            List<String> seen = new ArrayList<>();
            String cursor = "";
            do {
                HttpResponse<String> answer = running.send("GET", KEYS + "?limit=2" + cursor, owner);
                Page<ApiKey> page = page(answer);
                assertThat(page.data()).hasSizeLessThanOrEqualTo(2);
                page.data().forEach(key -> seen.add(key.id().value()));
                cursor = page.nextCursor() == null ? "" : "&cursor=" + page.nextCursor();
            } while (!cursor.isEmpty());

            assertThat(seen).doesNotHaveDuplicates().containsSubsequence(made);
            assertThat(message(running.send("GET", KEYS + "?limit=0", owner))).contains("1 to 100");
        }
    }

    @Test
    void withoutAGoodTokenNothingIsAnswered() throws Exception {
        String expired = running.token("late", -60, Role.OWNER);
        String foreign = PretendIssuer.sign(running.issuer.claims().build(), PretendIssuer.newKey("foreign"), "at+jwt");
        String roleless = running.token("nobody");

        assertThat(code(running.send("GET", KEYS, ""))).isEqualTo("invalid_access_token");
        assertThat(code(running.send("GET", KEYS, "sk-llmaas-x"))).isEqualTo("invalid_access_token");
        assertThat(message(running.send("GET", KEYS, expired))).contains("ended at");
        assertThat(code(running.send("GET", KEYS, foreign))).isEqualTo("invalid_access_token");
        assertThat(code(running.send("GET", KEYS, roleless))).isEqualTo("permission_denied");
        assertThat(running.send("GET", KEYS, "").statusCode()).isEqualTo(401);
    }

    @Test
    void aKeyExpiresByItself() throws Exception {
        long soonMs = Instant.now().plusSeconds(3).toEpochMilli();
        try (AdminClient admin = running.admin(owner)) {
            IssuedApiKey made = admin.createKey(new NewApiKey(null, "brief", soonMs, List.of("echo"), null));

            assertThat(running.platform
                            .access()
                            .caller("Bearer " + made.secret())
                            .keyName())
                    .isEqualTo("brief");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThatThrownBy(
                                    () -> running.platform.access().caller("Bearer " + made.secret()))
                            .hasMessageContaining("expired at"));
            assertThat(admin.allKeys().stream()
                            .filter(key -> key.id().equals(made.key().id()))
                            .findFirst()
                            .orElseThrow()
                            .status()
                            .name())
                    .isEqualTo("EXPIRED");
        }
    }

    @Test
    void aPersonActsThroughAHiddenKeyWithTheRightToPlay() {
        Caller first = running.platform.access().caller("Bearer " + developer);
        Caller second = running.platform.access().caller("bearer " + developer);
        String billing = running.token("billing-2", Role.BILLING);

        assertThat(first.keyId()).isEqualTo(second.keyId());
        assertThat(first.keyName()).isEqualTo("Playground developer-1");
        assertThat(running.send("GET", KEYS, owner).body())
                .doesNotContain(first.keyId().value());
        assertThatThrownBy(() -> running.platform.access().caller("Bearer " + billing))
                .hasMessageContaining("playground");
    }

    @Test
    void meNamesThePersonItsRolesOrganisationAndProjects() {
        HttpResponse<String> me = running.send("GET", "/admin/v1/me", developer);

        assertThat(json(me).get("email").asString()).isEqualTo("developer-1@corp.example");
        assertThat(json(me).at("/roles/0").asString()).isEqualTo("developer");
        assertThat(json(me).at("/organization/time_zone").asString()).isEqualTo("Europe/Paris");
        assertThat(json(me).at("/projects/0/name").asString()).isEqualTo("Default");
        assertThat(json(running.send("GET", "/admin/v1/me", developer)).get("user_id"))
                .isEqualTo(json(me).get("user_id"));
    }

    @Test
    void theSdkToldThatATokenIsWrongSaysSo() {
        try (AdminClient admin = running.admin("eyJ.nonsense.token")) {
            assertThatThrownBy(admin::me).isInstanceOf(ApiException.class);
        }
    }

    private static Page<ApiKey> page(HttpResponse<String> answer) {
        return WireJson.mapper().readValue(answer.body(), new TypeReference<Page<ApiKey>>() {});
    }

    private static void assertRefused(String body, String field, String bound) {
        HttpResponse<String> answer = running.send("POST", KEYS, owner, body);

        assertThat(answer.statusCode()).as(body).isEqualTo(400);
        assertThat(code(answer)).isEqualTo("invalid_request");
        assertThat(json(answer).at("/error/param").asString()).isEqualTo(field);
        assertThat(message(answer)).contains(field).contains(bound);
    }
}
