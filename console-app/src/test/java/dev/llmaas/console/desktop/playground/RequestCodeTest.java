package dev.llmaas.console.desktop.playground;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.WireJson;
import dev.llmaas.console.session.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class RequestCodeTest {
    private static final String AUTHORITY = "/home/o'brien/$(id)/ca file.pem";
    private static final String RECORDING = "o'brien \"live\" $(id) `id` \\ é.wav";

    private final RequestCode code =
            new RequestCode(new Endpoint(URI.create("https://llm.example.org/v1"), Path.of(AUTHORITY)));

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aShellHandsCurlWhatWasChosenWhateverItsSigns() throws Exception {
        String chat = code.embeddings(Map.of("input", RECORDING)).getOrDefault("curl", "");
        String transcription = code.transcription(RECORDING, "speech", "en").getOrDefault("curl", "");

        List<String> asked = arguments(chat);
        assertThat(asked).contains("--cacert", AUTHORITY);
        assertThat(WireJson.mapper().readTree(asked.getLast()).path("input").asString())
                .isEqualTo(RECORDING);
        assertThat(arguments(transcription))
                .contains("--cacert", AUTHORITY)
                // curl takes a file name in double quotes, in which it reads two signs behind a backslash
                .contains("file=@\"o'brien \\\"live\\\" $(id) `id` \\\\ é.wav\"");
    }

    @Test
    void programsNameTheRecordingInALiteral() {
        Map<String, String> programs = code.transcription(RECORDING, "speech", "");

        assertThat(List.of("Python", "Node.js", "Java"))
                .allSatisfy(language ->
                        assertThat(programs.get(language)).contains("(\"o'brien \\\"live\\\" $(id) `id` \\\\ é.wav\""));
    }

    /** What a shell makes of a line with curl. */
    private static List<String> arguments(String line) throws IOException, InterruptedException {
        String script = "curl() { printf '%s\\0' \"$@\"; }\nLLMAAS_API_KEY=key\n" + line;
        Process shell = new ProcessBuilder("/bin/sh", "-c", script)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream printed = shell.getInputStream()) {
            String all = new String(printed.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(shell.waitFor()).as(line).isZero();
            return List.of(all.split("\0"));
        }
    }
}
