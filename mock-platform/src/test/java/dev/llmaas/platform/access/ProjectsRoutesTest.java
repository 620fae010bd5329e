package dev.llmaas.platform.access;

import static dev.llmaas.platform.RunningPlatform.code;
import static dev.llmaas.platform.RunningPlatform.json;
import static dev.llmaas.platform.RunningPlatform.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.ProjectId;
import dev.llmaas.api.admin.GuardrailKind;
import dev.llmaas.api.admin.GuardrailMode;
import dev.llmaas.api.admin.ProjectChange;
import dev.llmaas.api.admin.ProjectSettings;
import dev.llmaas.api.admin.Role;
import dev.llmaas.client.AdminClient;
import dev.llmaas.platform.RunningPlatform;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The settings of projects as the console and programs reach them. */
class ProjectsRoutesTest {
    private static final String PROJECTS = "/admin/v1/projects";

    @TempDir
    private static Path directory;

    private static RunningPlatform running;
    private static String owner;
    private static String project;

    @BeforeAll
    static void start() {
        running = RunningPlatform.start(directory);
        owner = running.token("owner-1", Role.OWNER);
        project = PROJECTS + "/"
                + json(running.send("GET", PROJECTS, owner)).at("/data/0/id").asString();
    }

    @AfterAll
    static void close() {
        running.close();
    }

    @Test
    void aProjectIsListedShownAndChangedByTheClient() {
        try (AdminClient admin = running.admin(owner)) {
            ProjectSettings listed = admin.projects().data().getFirst();
            assertThat(admin.project(listed.id())).isEqualTo(listed);
            assertThat(listed.guardrailsInForce()).containsOnlyKeys(GuardrailKind.values());

            ProjectSettings changed = admin.changeProject(
                    listed.id(),
                    ProjectChange.NOTHING
                            .withStrict(true)
                            .withImageFetching(true)
                            .withGuardrail(GuardrailKind.MARKUP, GuardrailMode.OFF));
            assertThat(changed.strict()).isTrue();
            assertThat(changed.imageFetching()).isTrue();
            assertThat(changed.guardrails()).containsOnlyKeys(GuardrailKind.MARKUP);
            assertThat(changed.guardrailsInForce()).containsEntry(GuardrailKind.MARKUP, GuardrailMode.OFF);
            assertThat(admin.project(listed.id())).isEqualTo(changed);

            ProjectSettings back = admin.changeProject(
                    listed.id(),
                    ProjectChange.NOTHING
                            .withStrict(false)
                            .withImageFetching(false)
                            .withGuardrail(GuardrailKind.MARKUP, null));
            assertThat(back).isEqualTo(listed);
            assertThat(admin.changeProject(listed.id(), ProjectChange.NOTHING)).isEqualTo(listed);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"strict\":1} | strict | strict must be true or false.",
                "{\"strict\":null} | strict | strict must be true or false.",
                "{\"strickt\":true} | strickt | there are strict, image_fetching and guardrails",
                "{\"image_fetching\":\"on\"} | image_fetching | image_fetching must be true or false.",
                "{\"guardrails\":[]} | guardrails | structure, injection, unicode, markup, encoding, repetition",
                "{\"guardrails\":{\"injection\":\"warn\"}} | guardrails.injection | must be off, observe or block, or null",
                "{\"guardrails\":{\"injection\":true}} | guardrails.injection | must be off, observe or block, or null",
                "{\"guardrails\":{\"weather\":\"off\"}} | guardrails.weather | is no guardrail: there are structure,",
            })
    void whatIsNoChangeIsRefusedWithItsFieldAndBound(String body, String field, String rule) {
        HttpResponse<String> refused = running.send("PATCH", project, owner, body);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(code(refused)).isEqualTo("invalid_request");
        assertThat(json(refused).at("/error/param").asString()).isEqualTo(field);
        assertThat(message(refused)).contains(rule);
        assertThat(json(running.send("GET", project, owner)).path("strict").asBoolean())
                .isFalse();
    }

    @Test
    void aListAndWhatIsNoJsonAreRefused() {
        assertThat(running.send("PATCH", project, owner, "[]").statusCode()).isEqualTo(400);
        assertThat(code(running.send("PATCH", project, owner, "{\"strict\":"))).isEqualTo("malformed_json");
        assertThat(running.send("PATCH", project, owner).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void rolesDecideWhoSeesAndWhoChanges(Role role) {
        String token = running.token("someone-" + role, role);
        boolean administrates = role == Role.OWNER || role == Role.ADMINISTRATOR;

        assertThat(running.send("GET", project, token).statusCode()).isEqualTo(role == Role.BILLING ? 403 : 200);
        assertThat(running.send("GET", PROJECTS, token).statusCode()).isEqualTo(role == Role.BILLING ? 403 : 200);
        assertThat(running.send("PATCH", project, token, "{}").statusCode()).isEqualTo(administrates ? 200 : 403);
    }

    @Test
    void strangersKeysAndUnknownProjectsGetNothing() {
        String unknown = PROJECTS + "/" + new ProjectId("prj_00000000000000000000000000");

        assertThat(running.send("GET", PROJECTS, "").statusCode()).isEqualTo(401);
        assertThat(running.send("PATCH", project, "sk-llmaas-x", "{}").statusCode())
                .isEqualTo(401);
        assertThat(code(running.send("GET", unknown, owner))).isEqualTo("not_found");
        assertThat(code(running.send("PATCH", unknown, owner, "{}"))).isEqualTo("not_found");
        assertThat(running.send("DELETE", project, owner).headers().firstValue("allow"))
                .hasValueSatisfying(
                        allowed -> assertThat(allowed).contains("GET").contains("PATCH"));
    }
}
