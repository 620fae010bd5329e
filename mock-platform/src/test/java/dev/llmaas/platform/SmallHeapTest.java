package dev.llmaas.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.admin.KeyLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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

    @Test
    void oneCallerWithManyHalfSentBodiesStarvesNobody() throws IOException, InterruptedException {
        assertSurvives("-Xmx512m", HalfSent.class);
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

    /** More halves of bodies than there is memory for, and somebody else who asks for an answer. */
    static final class HalfSent {
        private static final int CLIENTS = 60;
        private static final int HALF_BYTES = 8 * 1024 * 1024;

        private HalfSent() {}

        public static void main(String[] arguments) throws IOException {
            List<Socket> halves = new ArrayList<>();
            try (RunningPlatform running = RunningPlatform.start(
                    Files.createDirectories(Path.of(arguments[0])),
                    config -> config.withServer(config.server().withPlainPort(0)))) {
                byte[] half = "u".repeat(HALF_BYTES).getBytes(StandardCharsets.US_ASCII);
                String head = "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
                        + "authorization: Bearer %s\r\ncontent-length: %d\r\n\r\n"
                                .formatted(running.secret(KeyLimits.NONE), 2 * HALF_BYTES - 1);
                for (int i = 0; i < CLIENTS; i++) {
                    Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.platform.plainPort());
                    halves.add(socket);
                    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                    send(socket, half);
                }
                String ask = "{\"model\":\"echo\",\"messages\":" + TURN + "}";
                HttpResponse<String> other =
                        running.send("POST", "/v1/chat/completions", running.secret(KeyLimits.NONE), ask);
                assertThat(other.statusCode()).as(other.body()).isEqualTo(200);
            } finally {
                for (Socket half : halves) {
                    half.close();
                }
            }
        }

        /** A refused one may be closed while this is sent. */
        private static void send(Socket socket, byte[] half) throws IOException {
            try {
                socket.getOutputStream().write(half);
            } catch (SocketException refused) {
                assertThat(refused).hasMessageMatching("(?i).*(reset|pipe|abort).*");
            }
        }
    }
}
