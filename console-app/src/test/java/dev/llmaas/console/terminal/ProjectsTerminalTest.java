package dev.llmaas.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.Role;
import dev.llmaas.console.terminal.Typing.Ended;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The commands of projects against the real platform with its bundled provider. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProjectsTerminalTest {
    private DemoAtHome demo;
    private Typing typing;

    @BeforeAll
    void signIn(@TempDir Path directory) {
        demo = DemoAtHome.start(directory.resolve("platform"));
        typing = Typing.in(directory.resolve("owner")).withBrowser(demo.browser(Role.OWNER));
        assertThat(typing.asPerson("y\n")
                        .type("login", "--url", demo.platform().url().toString())
                        .exitCode())
                .isZero();
    }

    @AfterAll
    void stop() {
        demo.close();
    }

    @Test
    void theSettingsOfAProjectAreListedShownAndChanged() {
        JsonNode listed = json(typing.type("projects", "list", "-o", "json"));
        String name = listed.at("/0/name").asString();
        String id = listed.at("/0/id").asString();
        assertThat(listed.at("/0/guardrails").isEmpty()).isTrue();
        assertThat(typing.type("projects", "list").out()).contains("STRICT").contains(name);
        assertThat(typing.type("projects", "list", "-o", "csv").out())
                .startsWith("id,name,strict,image_fetching,guardrails");

        Ended set = typing.type(
                "projects",
                "set",
                name,
                "--strict",
                "on",
                "--image-fetching",
                "on",
                "--guardrail",
                "markup=observe",
                "--guardrail",
                "unicode=off");
        assertThat(set.exitCode()).as(set.err()).isZero();
        assertThat(set.err()).contains("is changed").contains(id);
        assertThat(set.out())
                .containsPattern("strict +on +project")
                .containsPattern("image_fetching +on +project")
                .containsPattern("markup +observe +project");
        assertThat(typing.type("projects", "show", name).out())
                .containsPattern("unicode +off +project")
                .containsPattern("injection +block +platform");
        assertThat(typing.type("projects", "list").out()).contains("unicode=off markup=observe");

        JsonNode back = json(typing.type(
                "projects",
                "set",
                id,
                "--strict",
                "off",
                "--image-fetching",
                "off",
                "--guardrail",
                "markup=default",
                "--guardrail",
                "unicode=default",
                "-o",
                "json"));
        assertThat(back.path("strict").asBoolean()).isFalse();
        assertThat(back.path("image_fetching").asBoolean(true)).isFalse();
        assertThat(back.path("guardrails").isEmpty()).isTrue();
    }

    @Test
    void whatIsNoSettingOfAProjectIsRefusedWithWhatThereIs() {
        String name = json(typing.type("projects", "list", "-o", "json"))
                .at("/0/name")
                .asString();

        for (String wrong : List.of("weather=off", "markup=warn", "markup", "=off", "")) {
            Ended refused = typing.type("projects", "set", name, "--guardrail", wrong);
            assertThat(refused.exitCode()).as(wrong).isEqualTo(ExitCodes.USAGE);
            assertThat(refused.err()).contains("repetition").contains("default");
        }
        for (String option : List.of("--strict", "--image-fetching")) {
            Ended refused = typing.type("projects", "set", name, option, "yes");
            assertThat(refused.exitCode()).isEqualTo(ExitCodes.USAGE);
            assertThat(refused.err()).contains(option).contains("yes");
        }
        assertThat(typing.type("projects", "set", name).exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(typing.type("projects", "show", "nobody's").exitCode()).isEqualTo(ExitCodes.NO_INPUT);
        assertThat(typing.type("projects", "show", "prj_unknown").exitCode()).isEqualTo(ExitCodes.NO_INPUT);
    }

    private static JsonNode json(Ended ended) {
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        return WireJson.mapper().readTree(ended.out());
    }
}
