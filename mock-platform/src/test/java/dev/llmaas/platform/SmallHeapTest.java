package dev.llmaas.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.admin.KeyLimits;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A platform with little memory, in a process of its own that ends when it has none left. */
@Timeout(120)
class SmallHeapTest {
    private static final String OWN = "/v1/chat/completions/batch";
    private static final String TURN = "[{\"role\":\"user\",\"content\":\"Hi\"}]";

    @TempDir
    Path directory;

    @Test
    void aRequestThatWouldGrowToManyTimesItsSizeIsRefusedBeforeItDoes() throws IOException, InterruptedException {
        assertSurvives("-Xmx320m", GrowingBatch.class);
    }

    private void assertSurvives(String heap, Class<?> main) throws IOException, InterruptedException {
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        heap,
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:+UseCompactObjectHeaders",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        directory.resolve("platform").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void repeat(StringBuilder text, String what, int times) {
        text.append((what + ",").repeat(times)).setLength(text.length() - 1);
    }

    /** Twelve megabytes beside a thousand conversations are twelve gigabytes. */
    static final class GrowingBatch {
        private GrowingBatch() {}

        public static void main(String[] arguments) throws IOException {
            try (RunningPlatform running = RunningPlatform.start(Files.createDirectories(Path.of(arguments[0])))) {
                String key = running.secret(KeyLimits.NONE);
                List<String> params = new ArrayList<>();
                for (int envelope : List.of(12_000_000, 900_000)) {
                    StringBuilder body = new StringBuilder("{\"model\":\"echo\",\"user\":\"")
                            .append("u".repeat(envelope))
                            .append("\",\"messages\":[");
                    repeat(body, TURN, 1_000);
                    HttpResponse<String> refused =
                            running.send("POST", OWN, key, body.append("]}").toString());
                    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
                    params.add(RunningPlatform.json(refused).at("/error/param").asString());
                }
                assertThat(params).containsExactly("", "messages");
                StringBuilder manyThings = new StringBuilder("{\"model\":\"echo\",\"messages\":[[");
                repeat(manyThings, "{}", 4_000_000);
                assertThat(running.send(
                                        "POST",
                                        OWN,
                                        key,
                                        manyThings.append("]]}").toString())
                                .statusCode())
                        .isEqualTo(400);
            }
        }
    }
}
