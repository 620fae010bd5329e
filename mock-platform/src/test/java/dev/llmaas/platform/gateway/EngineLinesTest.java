package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Engines that treat their connections badly, from a bare socket. */
class EngineLinesTest {
    private static final String ANSWER =
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"x\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"hi\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10}}";
    private static final String KNOWN_LENGTH = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
            + ANSWER.length() + "\r\n\r\n" + ANSWER;

    @TempDir
    Path directory;

    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private ServerSocket engine;
    private Corridor corridor;
    private IssuedApiKey key;

    /** What an engine does with a connection on which a request came. */
    private interface Behaviour {
        /** Whether it listens for another request. */
        boolean answer(Socket socket, int requestOfConnection) throws IOException;
    }

    @BeforeEach
    void open() throws IOException {
        engine = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        corridor.close();
        engine.close();
    }

    @Test
    void aConnectionServesOneCallAfterAnother() throws Exception {
        serve((socket, _) -> write(socket, KNOWN_LENGTH));

        CorridorCalls calls = new CorridorCalls(corridor, key);
        HttpRequest request =
                calls.request(CorridorCalls.body("m", "", "\"max_tokens\":9")).build();
        try (HttpClient client = calls.client()) { // one connection, so one event loop
            for (int i = 0; i < 5; i++) {
                assertThat(KeptAnswers.kept(client.send(request, BodyHandlers.ofString()))
                                .statusCode())
                        .isEqualTo(200);
            }
        }
        assertThat(requests).hasValue(5);
        assertThat(connections).hasValue(1);
    }

    @Test
    void aCallDoesNotFailBecauseAnIdleConnectionIsJustClosing() throws Exception {
        serve((socket, number) -> {
            if (number == 2) {
                return false; // it had read the request and closes without a word, as after an idle timeout
            }
            return write(socket, KNOWN_LENGTH);
        });

        for (int i = 0; i < 6; i++) {
            assertThat(send().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void anEngineThatClosesAFreshConnectionIsNotAskedForever() throws Exception {
        serve((_, _) -> false);

        HttpResponse<String> answer = send();

        assertThat(answer.statusCode()).isGreaterThanOrEqualTo(500);
        assertThat(requests.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void anAnswerMayEndWithItsConnection() throws Exception {
        serve((socket, _) -> {
            write(socket, "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n" + ANSWER);
            return false;
        });

        for (int i = 0; i < 3; i++) {
            HttpResponse<String> answer = send();
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"content\":\"hi\"");
        }
        assertThat(connections).hasValue(3);
    }

    @Test
    void anEngineThatSpeaksNoHttpIsAsGoodAsAway() throws Exception {
        serve((socket, _) -> write(socket, "SSH-2.0-OpenSSH_9.7\r\n"));

        assertThat(send().statusCode()).isEqualTo(503);
    }

    private HttpResponse<String> send() throws Exception {
        return new CorridorCalls(corridor, key).send(CorridorCalls.body("m", "", "\"max_tokens\":9"));
    }

    private void serve(Behaviour behaviour) {
        Thread.startVirtualThread(() -> {
            while (!engine.isClosed()) {
                try {
                    Socket socket = engine.accept();
                    Thread.startVirtualThread(() -> converse(socket, behaviour));
                } catch (IOException closed) {
                    return;
                }
            }
        });
        URI uri = URI.create("openai+http://127.0.0.1:" + engine.getLocalPort() + "/v1");
        corridor = new Corridor(directory, Patience.STANDARD, Map.of("m", uri)).ready();
        key = corridor.key(KeyLimits.NONE);
    }

    private void converse(Socket socket, Behaviour behaviour) {
        try (socket) {
            int number = 0;
            boolean more = true;
            while (more) {
                String method = readRequest(socket.getInputStream());
                if (method.equals("POST")) {
                    connections.addAndGet(number == 0 ? 1 : 0);
                    requests.incrementAndGet();
                    more = behaviour.answer(socket, ++number);
                } else {
                    more = !method.isEmpty() && write(socket, KNOWN_LENGTH); // whether it lives
                }
            }
        } catch (IOException gone) {
            assertThat(gone).isNotNull(); // the platform closed it
        }
    }

    private static boolean write(Socket socket, String answer) throws IOException {
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        return true;
    }

    /** The method; empty at the end. */
    private static String readRequest(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        int at = head.indexOf("content-length: ");
        if (at >= 0) {
            int digits = at + "content-length: ".length();
            in.readNBytes(Integer.parseInt(head.substring(digits, head.indexOf("\r", digits))));
        }
        return head.substring(0, head.indexOf(" "));
    }
}
