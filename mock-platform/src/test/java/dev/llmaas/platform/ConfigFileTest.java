package dev.llmaas.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.Money;
import dev.llmaas.api.admin.Role;
import dev.llmaas.inference.command.CommandSpec;
import dev.llmaas.inference.pool.UpstreamSpec;
import dev.llmaas.platform.catalog.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
    private static final String WHOLE = """
            data-directory: /var/lib/llmaas
            demo:
              access-token-life: 2h
            server:
              host: 0.0.0.0
              port: 9443
              plain-port: 9080
              public-url: https://llm.corp.example
            tls:
              certificate-file: /etc/llmaas/server.pem
              key-file: /etc/llmaas/server.key
            sign-in:
              providers:
                - id: corporate
                  issuer: https://sso.corp.example/realms/main
                  client-id: llmaas-console
                  claims:
                    groups: realm_access.roles
                  role-mapping:
                    llm-admins: administrator
            store:
              url: jdbc:postgresql://db.corp.example/llmaas
              user: llmaas
              password: hunter2
            organization:
              name: Corp
              time-zone: Europe/Berlin
            models:
              - id: small
                file: /models/small.gguf
                slots: 4
                input-price: 0.9
              - id: large
                upstream: openai+https://gpu07:8000/v1
                output-price: 21
            """;

    @TempDir
    private Path directory;

    @Test
    void theDaysOfAModelsEndAndOriginsAreRead() throws IOException {
        Path file = directory.resolve("platform.yaml");
        Files.writeString(
                file,
                "server: {allowed-origins: [https://chat.example.org]}\nmodels:\n  - id: a\n    upstream: scripted:///\n"
                        + "    aliases: [old:8b]\n    deprecated-since: 2027-01-01\n    retires-on: 2027-04-01\n");

        PlatformConfig config = ConfigFile.read(PlatformConfig.standard(), file, Map.of());

        assertThat(config.models().getFirst().retiresOn()).isEqualTo("2027-04-01");
        assertThat(config.models().getFirst().aliases()).containsExactly("old:8b");
        assertThat(config.server().allowedOrigins()).containsExactly("https://chat.example.org");
        assertThat(ConfigFile.print(config)).contains("models[0].deprecated-since: 2027-01-01");
    }

    @Test
    void aModelMayBePlacedOnADevice() throws Exception {
        PlatformConfig config = read("""
                models:
                  - { id: half, file: /models/half.gguf, gpu-layers: 20, device: CUDA0 }
                """, Map.of());

        assertThat(config.models().getFirst().gpuLayers()).isEqualTo(20);
        assertThat(config.models().getFirst().device()).isEqualTo("CUDA0");
        assertThatThrownBy(() -> read("models: [{ id: m, file: /m.gguf, gpu-layers: -2 }]", Map.of()))
                .hasMessageContaining("gpu-layers");
    }

    @Test
    void programsAndServersCanBeWritten() throws Exception {
        PlatformConfig config = read("""
                models:
                  - id: qwen
                    command:
                      run: [vllm, serve, qwen, --port, "{port}"]
                      environment: { KEY: "{token}" }
                      memory-max: 24GiB
                      stop-grace: 30s
                  - id: large
                    upstreams:
                      - { url: "https://gpu07:8000/v1", model: theirs, ca-file: /ca.pem, silence-max: 30s }
                      - { url: "http://gpu08:8000/v1" }
                """, Map.of());

        CommandSpec command = config.models().getFirst().command().spec();
        assertThat(command.memoryBytesMax()).isEqualTo(24L << 30);
        assertThat(command.environment()).containsEntry("KEY", "{token}");
        assertThat(command.stopGrace()).hasSeconds(30);
        assertThat(command.readyPath()).isEqualTo("/health");
        assertThat(ConfigFile.print(config)).noneMatch(line -> line.contains("{token}"));
        UpstreamSpec first = config.models().getLast().upstreams().getFirst().spec();
        assertThat(first.model()).isEqualTo("theirs");
        assertThat(first.waits().silenceMax()).hasSeconds(30);
        assertThat(first.waits().connectMax()).isEqualTo(UpstreamSpec.STANDARD_WAITS.connectMax());
        assertThat(config.models().getLast().upstreams()).hasSize(2);
    }

    @Test
    void aProgramWithoutAPortIsRefusedWhenItIsRead() {
        assertThatThrownBy(() -> read("models: [{id: m, command: {run: [vllm, serve]}}]", Map.of()))
                .hasMessageContaining("{port}");
        assertThatThrownBy(() -> read("models: [{id: m, command: {run: [v, '{port}'], memory-max: 3}}]", Map.of()))
                .hasMessageContaining("24GiB");
        assertThatThrownBy(() -> read("models: [{id: m, upstreams: [{url: 'gpu07:8000'}]}]", Map.of()))
                .hasMessageContaining("https://HOST:PORT/v1");
        assertThatThrownBy(() -> read("models: [{id: m, file: a.gguf, upstream: 'scripted:x'}]", Map.of()))
                .hasMessageContaining("one of file, upstream, upstreams and command");
    }

    @Test
    void everythingCanBeWritten() throws Exception {
        PlatformConfig config = read(WHOLE, Map.of());

        assertThat(config.dataDirectory()).isEqualTo(Path.of("/var/lib/llmaas"));
        assertThat(config.demo()).isEqualTo(new DemoConfig(false, Duration.ofHours(2)));
        assertThat(config.server().plainPort()).isEqualTo(9080);
        assertThat(config.publicUrl(9443)).hasToString("https://llm.corp.example");
        assertThat(config.tls().keyFile()).isEqualTo(Path.of("/etc/llmaas/server.key"));
        assertThat(config.signIn().providers().getFirst().roleMapping())
                .isEqualTo(Map.of("llm-admins", Role.ADMINISTRATOR));
        assertThat(config.signIn().providers().getFirst().audiences()).containsExactly("llmaas");
        assertThat(config.storeConfig().password()).isEqualTo("hunter2");
        assertThat(config.organization()).isEqualTo(new OrganizationConfig("Corp", "Europe/Berlin", "Default"));
        ModelConfig small = config.models().getFirst();
        assertThat(small.inputPricePerToken()).isEqualTo(new Money(900));
        assertThat(small.outputPricePerToken()).isEqualTo(new Money(8_000));
        assertThat(small.engineUri()).hasToString("llama:///models/small.gguf");
        assertThat(config.models().getLast().outputPricePerToken()).isEqualTo(new Money(21_000));
    }

    @Test
    void whatIsPrintedHasNoSecretAndEverythingElse() throws Exception {
        PlatformConfig config = read(WHOLE, Map.of());

        assertThat(ConfigFile.print(config))
                .contains(
                        "server.port: 9443",
                        "store.password: ***",
                        "demo.access-token-life: 2h",
                        "tls.key-file: /etc/llmaas/server.key",
                        "models[0].input-price: 0.9",
                        "sign-in.providers[0].role-mapping.llm-admins: administrator")
                .noneMatch(line -> line.contains("hunter2"));
        assertThat(config.toString()).doesNotContain("hunter2");
    }

    @Test
    void anEmptyFileAndNoFileAreTheStandard() throws Exception {
        assertThat(read("", Map.of())).isEqualTo(PlatformConfig.standard());
        assertThat(read("server:\n  port:\n", Map.of())).isEqualTo(PlatformConfig.standard());
        assertThat(ConfigFile.read(PlatformConfig.standard(), null, Map.of("PATH", "/bin")))
                .isEqualTo(PlatformConfig.standard());
    }

    @Test
    void theEnvironmentGoesBeforeTheFile() throws Exception {
        PlatformConfig config = read(
                WHOLE,
                Map.of(
                        "LLMAAS_SERVER_PORT", "7443",
                        "LLMAAS_DEMO_ENABLED", "true",
                        "LLMAAS_DATA_DIRECTORY", "/srv/llmaas",
                        "LLMAAS_STORE_PASSWORD", "a: b #c",
                        "LLMAAS_ORGANIZATION_TIME_ZONE", "Asia/Tokyo",
                        "LLMAAS_MODELS", "[{id: only, upstream: 'scripted:///'}]",
                        "LLMAAS_BASE_URL", "https://localhost:8443/v1",
                        "LLMAAS_API_KEY", "sk-llmaas-x"));

        assertThat(config.server().port()).isEqualTo(7443);
        assertThat(config.demo().enabled()).isTrue();
        assertThat(config.dataDirectory()).isEqualTo(Path.of("/srv/llmaas"));
        assertThat(config.storeConfig().password()).isEqualTo("a: b #c");
        assertThat(config.organization().timeZone()).isEqualTo("Asia/Tokyo");
        assertThat(config.models()).extracting(ModelConfig::id).containsExactly("only");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server: {prot: 1} | server.prot is not known; known here: allowed-origins, host, plain-port, port, public-url.",
                "sever: {} | sever is not known; known here:",
                "server: {port: 70000} | server.port: 70000 is not between 0 and 65535.",
                "server: {port: abc} | server.port: a whole number was expected.",
                "server: [1] | server: a value of another kind was expected.",
                "server: {public-url: 'http://x'} | server.public-url: http://x is no https address without a path.",
                "demo: {enabled: perhaps} | demo.enabled: true or false was expected.",
                "demo: {access-token-life: 0s} | demo.access-token-life: 0s is not between 1m and 1d.",
                "demo: {access-token-life: 30} | demo.access-token-life: '30' is no duration",
                "organization: {time-zone: Mars/Base} | organization.time-zone: Mars/Base is no zone",
                "store: {url: 'jdbc:mysql://x'} | store.url: an address of PostgreSQL was expected",
                "tls: {key-file: a} | tls: certificate-file and key-file belong together",
                "models: [{id: a}] | models.a.file: a model has one of file, upstream, upstreams and command.",
                "models: [{id: a b, file: x}] | models.?.id: must be 1 to 100 letters",
                "models: [{id: a, file: x, slots: -1}] | models.a.slots: -1 is not between 0 and 1,024.",
                "models: [{id: a, file: x, input-price: 0.0001}] | models.a.input-price: 0.0001 has more than 3 decimal",
                "models: [{id: a, file: x}, {id: a, file: y}] | models.a: another model has the same id.",
                "sign-in: {providers: [{id: a}]} | sign-in.providers.a.issuer: is missing.",
                "sign-in: {providers: [{id: a, issuer: 'https://x', client-id: c, role-mapping: {g: king}}]} | one of owner",
                "server: {port: 1, port: 2} | line 1 cannot be read as YAML",
                "'server: [' | cannot be read as YAML",
                "just text | keys and values were expected.",
            })
    void whatIsWrongIsNamedWithItsKeyAndBound(String yaml, String sentence) {
        assertThatThrownBy(() -> read(yaml, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("platform.yaml")
                .hasMessageContaining(sentence);
    }

    @Test
    void aVariableThatIsWrongIsNamed() {
        assertThatThrownBy(() -> ConfigFile.read(PlatformConfig.standard(), null, Map.of("LLMAAS_SERVER_PORT", "-1")))
                .hasMessage("LLMAAS_SERVER_PORT: server.port: -1 is not between 0 and 65535.");
        assertThatThrownBy(() -> ConfigFile.read(PlatformConfig.standard(), null, Map.of("LLMAAS_SERVER_PROT", "1")))
                .hasMessageContaining("server.prot is not known");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> ConfigFile.read(PlatformConfig.standard(), directory.resolve("absent.yaml"), Map.of()))
                .hasMessageContaining("absent.yaml does not exist");
    }

    private PlatformConfig read(String yaml, Map<String, String> environment) throws IOException {
        Path file = Files.writeString(directory.resolve("platform.yaml"), yaml);
        return ConfigFile.read(PlatformConfig.standard(), file, environment);
    }
}
