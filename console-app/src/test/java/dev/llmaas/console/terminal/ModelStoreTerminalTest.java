package dev.llmaas.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.llmaas.api.WireJson;
import dev.llmaas.console.terminal.Typing.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The commands about the store of this machine, with its real process. */
class ModelStoreTerminalTest {
    private static final Path MODEL = Path.of("../assets/models/guide-chat.gguf");
    private static final String NAME = "acme/guide/guide-F16.gguf";

    @TempDir
    Path folder;

    private Typing typing;
    private String store;

    @BeforeEach
    void prepare() {
        typing = Typing.in(folder.resolve("home"));
        store = folder.resolve("store").toString();
    }

    private void copyIn() throws IOException {
        Path place = folder.resolve("store").resolve(NAME);
        Files.createDirectories(place.getParent());
        Files.copy(MODEL, place);
    }

    private static JsonNode json(String text) {
        return WireJson.mapper().readTree(text);
    }

    @Test
    void aModelIsPulledOnceItsLicenceIsAccepted() throws Exception {
        byte[] bytes = Files.readAllBytes(MODEL);
        HttpServer hub = hub(bytes);
        try {
            String url = "http://localhost:" + hub.getAddress().getPort();
            Ended refused = typing.type("models", "pull", "acme/guide", "--hub", url, "--store", store);
            assertThat(refused.exitCode()).isEqualTo(ExitCodes.NO_PERMISSION);
            assertThat(refused.err())
                    .contains("The licence must be accepted first")
                    .contains("mit");

            Ended pulled = typing.asPerson("y\n").type("models", "pull", "acme/guide", "--hub", url, "--store", store);

            assertThat(pulled.exitCode()).as(pulled.err()).isZero();
            assertThat(pulled.out().strip()).endsWith("guide-F16.gguf");
            assertThat(pulled.err()).contains("is in the store").contains("100");
            Ended again = typing.type(
                    "models", "pull", "acme/guide", "--hub", url, "--store", store, "--accept-licence", "-o", "json");
            assertThat(json(again.out()).at("/fresh").asBoolean(true)).isFalse();
        } finally {
            hub.stop(0);
        }
    }

    private static HttpServer hub(byte[] file) throws Exception {
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        Map<String, String> answers = Map.of(
                "/api/models/acme/guide/revision/main",
                "{\"sha\":\"c0ffee\",\"cardData\":{\"license\":\"mit\"}}",
                "/api/models/acme/guide/tree/c0ffee",
                "[{\"type\":\"file\",\"path\":\"guide-F16.gguf\",\"size\":1,\"lfs\":{\"oid\":\"%s\",\"size\":%d}}]"
                        .formatted(hash, file.length));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String answer = answers.get(exchange.getRequestURI().getPath());
            byte[] body = answer == null ? file : answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void theStoreIsListedWithoutAPlatform() throws Exception {
        copyIn();

        Ended listed = typing.type("models", "list", "--store", store);

        assertThat(listed.exitCode()).as(listed.err()).isZero();
        assertThat(listed.out()).contains(NAME).contains("F16").contains("2,048");
        JsonNode everything = json(
                typing.type("models", "list", "--store", store, "-o", "json").out());
        assertThat(everything.at("/local/0/parameters").asLong()).isEqualTo(3_025_344);
        assertThat(everything.has("platform")).isFalse();
    }

    @Test
    void aModelIsShownAndRemoved() throws Exception {
        copyIn();

        Ended shown = typing.type("models", "show", "guide-F16.gguf", "--slots", "4", "--store", store);
        assertThat(shown.out()).contains("Architecture").contains("llama").contains("4 slots of 2,048 tokens");
        assertThat(json(typing.type("models", "show", NAME, "--store", store, "-o", "json")
                                .out())
                        .at("/memory/slots")
                        .asInt())
                .isEqualTo(1);

        assertThat(typing.asPerson("n\n")
                        .type("models", "rm", NAME, "--store", store)
                        .exitCode())
                .isEqualTo(ExitCodes.INTERRUPTED);
        assertThat(typing.type("models", "rm", NAME, "--store", store).err()).contains("was removed");
        assertThat(typing.type("models", "show", NAME, "--store", store).exitCode())
                .isEqualTo(ExitCodes.NO_INPUT);
    }

    @Test
    void aModelIsQuantised() throws Exception {
        copyIn();

        Ended done = typing.type("models", "quantize", NAME, "acme/guide/guide-Q8_0", "Q8_0", "--store", store);

        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(done.err()).contains("quantising");
        Ended nonsense = typing.type("models", "quantize", NAME, "acme/guide/x", "Q99", "--store", store, "-o", "json");
        assertThat(nonsense.exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(json(nonsense.err()).at("/error/code").asString()).isEqualTo("store.invalid");
    }
}
