package dev.llmaas.platform;

import static dev.llmaas.platform.RunningPlatform.code;
import static dev.llmaas.platform.RunningPlatform.json;
import static dev.llmaas.platform.RunningPlatform.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.ProjectId;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.admin.ProjectChange;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.api.admin.Role;
import dev.llmaas.client.AdminClient;
import dev.llmaas.platform.catalog.ModelConfig;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The setting through the whole platform as it is shipped, with the names of the system. */
@Timeout(120)
class ImageFetchingTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String OWN = "/v1/chat/completions/batch";
    private static final String MESSAGES =
            "[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"%s\"}}]}]";
    private static final String PATH = "messages[0].content[0].image_url.url";

    @TempDir
    static Path directory;

    private static RunningPlatform running;
    private static AdminClient admin;
    private static ProjectId project;
    private static String secret;

    @BeforeAll
    static void open() {
        running = RunningPlatform.start(
                directory,
                config -> config.withModels(
                        List.of(ModelConfig.ofUpstream(RunningPlatform.MODEL, URI.create("scripted:///?tokens=8"))
                                .withCapabilities("chat", "vision"))));
        admin = running.admin(running.token("owner", Role.OWNER));
        project = admin.projects().data().getFirst().id();
        secret = running.secret(KeyLimits.NONE);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> running.platform.replicas().getFirst().state() == ReplicaState.READY);
    }

    @AfterAll
    static void close() {
        admin.close();
        running.close();
    }

    @BeforeEach
    void off() {
        fetching(false);
    }

    private static void fetching(boolean on) {
        admin.changeProject(project, ProjectChange.NOTHING.withImageFetching(on));
    }

    private static HttpResponse<String> chat(String address) {
        return running.send(
                "POST", CHAT, secret, "{\"model\":\"echo\",\"messages\":%s}".formatted(MESSAGES.formatted(address)));
    }

    @Test
    void unlessTheProjectAllowsItAddressesAreRefusedWithTheSettingThatIsInTheWay() {
        HttpResponse<String> refused = chat("https://images.example.org/a.png");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(code(refused)).isEqualTo("invalid_request");
        assertThat(json(refused).at("/error/param").asString()).isEqualTo(PATH);
        assertThat(message(refused)).startsWith(PATH).contains("data URI").contains("image_fetching");
        assertThat(chat("data:image/png;base64,AAAA").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://images.example.org/a.png",
                "https://127.0.0.1/a.png",
                "https://[::1]/a.png",
                "https://2130706433/a.png",
                "https://localhost/a.png",
                "https://169.254.169.254/latest/meta-data/",
                "https://user:word@images.example.org/a.png"
            })
    void whereItDoesAddressesThatShowWhereTheyLeadAreRefused(String address) {
        fetching(true);

        HttpResponse<String> refused = chat(address);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(code(refused)).isEqualTo("invalid_request");
        assertThat(json(refused).at("/error/param").asString()).isEqualTo(PATH);
        assertThat(chat("data:image/png;base64,AAAA").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://images.invalid/a.png", "https://platform.localhost/a.png"})
    void namesThatAreNobodysOrPointInsideAreToldAlike(String address) {
        fetching(true);

        HttpResponse<String> refused = chat(address);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(code(refused)).isEqualTo("failed_to_download_image");
        assertThat(json(refused).at("/error/param").asString()).isEqualTo(PATH);
        assertThat(message(refused)).startsWith(PATH + " cannot be fetched: it must be the address of a public server");
        assertThat(chat("data:image/png;base64,AAAA").statusCode()).isEqualTo(200);
    }

    @Test
    void aBatchIsRefusedAtOnceOrItsCallFailsByItself() {
        String batch =
                "{\"model\":\"echo\",\"messages\":[%s]}".formatted(MESSAGES).formatted("https://images.invalid/a.png");
        HttpResponse<String> refused = running.send("POST", OWN, secret, batch);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).at("/error/param").asString())
                .isEqualTo(PATH.replace("messages[0]", "messages[0][0]"));
        assertThat(message(refused)).contains("image_fetching");

        fetching(true);
        HttpResponse<String> made = running.send("POST", OWN, secret, batch);
        assertThat(made.statusCode()).as(made.body()).isLessThan(300);
        String place = OWN + "/" + json(made).path("id").asString();

        await().atMost(Duration.ofSeconds(60))
                .until(() -> json(running.send("GET", place, secret))
                        .path("status")
                        .asString()
                        .equals("failed"));
        assertThat(running.send("GET", place, secret).body()).contains("failed_to_download_image");
    }
}
