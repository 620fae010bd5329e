package dev.llmaas.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.api.admin.Role;
import dev.llmaas.platform.access.ProviderConfig;
import dev.llmaas.platform.access.SignInConfig;
import dev.llmaas.platform.catalog.ModelConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformMainTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aCommandLineThatMakesNoSenseIsAnsweredWithOneSentence() {
        assertThat(run("--prot", "1")).isEqualTo(64);
        assertSentence("--prot is no option of the platform; --help lists them.");
        assertThat(run("--port")).isEqualTo(64);
        assertSentence("--port needs a value; --help shows how.");
        assertThat(run("--port=70000")).isEqualTo(64);
        assertSentence("--port: 70000 is not between 0 and 65535.");
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("--config FILE");
    }

    @Test
    void aWrongConfigurationIsAnsweredWithOneSentence() throws Exception {
        Path file = Files.writeString(directory.resolve("platform.yaml"), "server: {prot: 1}");

        assertThat(run("--config", file.toString(), "--data", directory.toString()))
                .isEqualTo(78);
        assertSentence(
                file + ": server.prot is not known; known here: allowed-origins, host, plain-port, port, public-url.");
    }

    @Test
    void aModelFileIsLookedUpInTheStoreOfTheMachine() throws Exception {
        Path store = directory.resolve("store");
        Path model = store.resolve("acme/guide/guide.gguf");
        Files.createDirectories(model.getParent());
        Files.write(model, new byte[] {1});

        ModelConfig stored =
                ModelConfig.ofFile("m", Path.of("acme/guide/guide.gguf")).lookedUpIn(store);
        ModelConfig elsewhere = ModelConfig.ofFile("m", Path.of("guide.gguf")).lookedUpIn(store);

        assertThat(stored.file()).isEqualTo(model);
        assertThat(elsewhere.file()).isEqualTo(Path.of("guide.gguf"));
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(run("--data", directory.toString(), "--port", Integer.toString(taken.getLocalPort())))
                    .isEqualTo(69);
            assertSentence(
                    "127.0.0.1:%d cannot be listened on: another process has the port, or the address is not of this machine. Stop the other one, or choose another with --port."
                            .formatted(taken.getLocalPort()));
        }
        try (RunningPlatform afterwards = RunningPlatform.start(directory)) {
            assertThat(afterwards.send("GET", "/health/ready", "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aDataDirectoryThatCannotBeWrittenIsNamed() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "in the way");

        assertThat(run("--data", file.resolve("data").toString(), "--port", "0"))
                .isEqualTo(73);
        assertThat(lastLine()).startsWith("The data directory " + file.resolve("data") + " cannot be written");
        assertThat(run("--data", file.toString(), "--port", "0")).isEqualTo(73);
        assertThat(lastLine()).startsWith("The data directory " + file + " cannot be written");
    }

    @Test
    void aDataDirectoryThatAnotherPlatformUsesIsNamed() {
        try (RunningPlatform first = RunningPlatform.start(directory)) {
            assertThat(run("--data", directory.toString(), "--port", "0")).isEqualTo(73);
            assertThat(lastLine()).contains(directory.toString()).contains("in use");
            assertThat(first.send("GET", "/health/live", "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aCertificateThatIsMissingIsNamed() throws Exception {
        Path file = Files.writeString(
                directory.resolve("platform.yaml"),
                "tls: {certificate-file: %s/no.pem, key-file: %1$s/no.key}".formatted(directory));

        assertThat(run("--config", file.toString(), "--data", directory.toString(), "--port", "0"))
                .isEqualTo(78);
        assertThat(lastLine()).contains("no.pem does not exist");
    }

    @Test
    void aModelThatCannotBeLoadedIsNamedAndTheOthersAnswer() throws Exception {
        Path corrupt = Files.writeString(directory.resolve("corrupt.gguf"), "this is no model");
        Path absent = directory.resolve("absent.gguf");

        try (RunningPlatform running = RunningPlatform.start(
                directory.resolve("data"),
                config -> config.withModels(List.of(
                        ModelConfig.ofFile("corrupt", corrupt),
                        ModelConfig.ofFile("absent", absent),
                        config.models().getFirst())))) {
            assertThat(running.send("GET", "/health/ready", "").statusCode()).isEqualTo(200);
            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                assertThat(replica(running, "corrupt").state()).isEqualTo(ReplicaState.FAILED);
                assertThat(replica(running, "absent").state()).isEqualTo(ReplicaState.FAILED);
                assertThat(replica(running, RunningPlatform.MODEL).state()).isEqualTo(ReplicaState.READY);
            });
            assertThat(replica(running, "corrupt").reason()).contains("corrupt.gguf");
            assertThat(replica(running, "absent").reason()).contains("absent.gguf");
            String owner = running.token("owner-1", Role.OWNER);
            assertThat(running.send("GET", "/admin/v1/replicas", owner).body()).contains("absent.gguf");
            assertThat(running.send("GET", "/admin/v1/models", owner).body())
                    .contains("\"id\":\"corrupt\"")
                    .contains("\"available\":true")
                    .contains("\"available\":false");
        }
    }

    @Test
    void aProviderThatIsAwayKeepsNobodyElseOutAndSaysWhy() {
        ProviderConfig away = ProviderConfig.of("away", URI.create("http://127.0.0.1:9/realms/main"), "llmaas-console");

        try (RunningPlatform running = RunningPlatform.start(
                directory,
                config -> config.withSignIn(
                        new SignInConfig(List.of(config.signIn().providers().getFirst(), away))))) {
            assertThat(running.send("GET", "/admin/v1/me", running.token("owner-1", Role.OWNER))
                            .statusCode())
                    .isEqualTo(200);
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                HttpResponse<String> described = running.send("GET", "/.well-known/llmaas", "");
                assertThat(RunningPlatform.json(described)
                                .at("/providers/0/problem")
                                .isMissingNode())
                        .isTrue();
                assertThat(RunningPlatform.json(described)
                                .at("/providers/1/problem")
                                .asString())
                        .contains("http://127.0.0.1:9/realms/main");
            });
        }
    }

    @Test
    void theFirstStartMakesTheOrganisationAndALaterOneLeavesIt() {
        OrganizationConfig corp = new OrganizationConfig("Corp", "Asia/Tokyo", "Search");
        String first;
        try (RunningPlatform running = RunningPlatform.start(directory, config -> config.withOrganization(corp))) {
            first = running.send("GET", "/admin/v1/me", running.token("owner-1", Role.OWNER))
                    .body();
        }
        try (RunningPlatform running = RunningPlatform.start(directory)) {
            HttpResponse<String> again = running.send("GET", "/admin/v1/me", running.token("owner-2", Role.OWNER));

            assertThat(first).contains("Asia/Tokyo").contains("Search");
            assertThat(RunningPlatform.json(again).at("/organization/name").asString())
                    .isEqualTo("Corp");
            assertThat(RunningPlatform.json(again).at("/projects/0/name").asString())
                    .isEqualTo("Search");
        }
    }

    private static Replica replica(RunningPlatform running, String model) {
        return running.platform.replicas().stream()
                .filter(replica -> replica.model().equals(model))
                .findFirst()
                .orElseThrow();
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return PlatformMain.run(
                List.of(arguments),
                Map.of(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String lastLine() {
        return err.toString(StandardCharsets.UTF_8).lines().toList().getLast();
    }

    private void assertSentence(String sentence) {
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo(sentence + System.lineSeparator());
    }
}
