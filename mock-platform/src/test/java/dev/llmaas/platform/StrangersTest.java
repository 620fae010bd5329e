package dev.llmaas.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.admin.Role;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The body of somebody who may not come in is not read, whatever he shows: it would fill memory. */
@Timeout(60)
class StrangersTest {
    @TempDir
    static Path directory;

    private static RunningPlatform running;
    private static Map<String, Integer> strangers;

    @BeforeAll
    static void open() {
        running = RunningPlatform.start(directory);
        strangers = Map.of(
                "",
                401,
                "sk-llmaas-x",
                401,
                "eyJ.nonsense.token",
                401,
                running.token("late", -120, Role.OWNER),
                401,
                running.token("nobody"),
                403);
    }

    @AfterAll
    static void close() {
        running.close();
    }

    /** Every method and address that reads a body. */
    static Stream<String> readers() {
        return DescribedApi.DOCUMENT.get("paths").properties().stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .filter(operation -> operation.getValue().has("requestBody"))
                        .map(operation -> operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey()));
    }

    @ParameterizedTest
    @MethodSource("readers")
    void theBodyOfAStrangerIsNotAskedFor(String reader) throws Exception {
        List<String> words = List.of(reader.split(" "));
        String type = contentType(words.getFirst(), words.getLast());
        for (Map.Entry<String, Integer> stranger : strangers.entrySet()) {
            Asked body = new Asked();

            HttpResponse<String> answer =
                    running.offer(words.getFirst(), path(words.getLast()), stranger.getKey(), type, body);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(stranger.getValue());
            assertThat(body.asked).as("was asked for its body").isFalse();
            assertThat(answer.version()).isEqualTo(Version.HTTP_1_1);
        }
    }

    @ParameterizedTest
    @MethodSource("readers")
    void theBodyOfAFriendIs(String reader) throws Exception {
        List<String> words = List.of(reader.split(" "));
        Asked body = new Asked();

        HttpResponse<String> answer = running.offer(
                words.getFirst(),
                path(words.getLast()),
                running.token("friend", Role.OWNER),
                contentType(words.getFirst(), words.getLast()),
                body);

        assertThat(answer.statusCode()).as(answer.body()).isNotIn(401, 403);
        assertThat(body.asked).isTrue();
    }

    private static String path(String address) {
        return address.replaceAll("\\{[a-z_]+}", "none");
    }

    private static String contentType(String method, String address) {
        JsonNode operation = DescribedApi.DOCUMENT.get("paths").get(address).get(method.toLowerCase(Locale.ROOT));
        return DescribedApi.resolved(operation.get("requestBody"))
                .get("content")
                .propertyNames()
                .iterator()
                .next();
    }

    /** A body that knows whether it was sent. */
    private static final class Asked implements BodyPublisher {
        private final BodyPublisher body = BodyPublishers.ofString("{}");
        private final AtomicBoolean asked = new AtomicBoolean();

        @Override
        public long contentLength() {
            return body.contentLength();
        }

        @Override
        public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
            asked.set(true);
            body.subscribe(subscriber);
        }
    }
}
