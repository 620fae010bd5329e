package dev.llmaas.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.admin.Role;
import java.io.IOException;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every address that is described, asked with every method, over both versions of HTTP. */
@Timeout(60)
class MethodsTest {
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final String EVENTS = "/admin/v1/events";

    @TempDir
    static Path directory;

    private static RunningPlatform running;
    private static String owner;
    private static String secret;

    @BeforeAll
    static void open() {
        running = RunningPlatform.start(directory);
        owner = running.token("owner", Role.OWNER, Role.OPERATOR);
        secret = running.secret(KeyLimits.NONE);
    }

    @AfterAll
    static void close() {
        running.close();
    }

    static Stream<String> addresses() {
        return DescribedApi.DOCUMENT.get("paths").propertyNames().stream();
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void anAddressSaysWhichMethodsItAnswersTo(String address) throws Exception {
        HttpResponse<String> answer = ask(Version.HTTP_1_1, "OPTIONS", address);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(allowed(answer)).isEqualTo(methods(address));
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void otherMethodsAreRefusedWithThoseThatWouldDo(String address) throws Exception {
        List<String> others = new ArrayList<>(METHODS);
        others.removeAll(methods(address));
        others.add("TRACE");
        for (String method : others) {
            HttpResponse<String> answer = ask(Version.HTTP_1_1, method, address);

            assertThat(answer.statusCode()).as(method).isEqualTo(405);
            assertThat(allowed(answer)).as(method).isEqualTo(methods(address));
            if (!method.equals("HEAD")) {
                assertThat(RunningPlatform.json(answer).at("/error/type").asString())
                        .isEqualTo("invalid_request_error");
                assertThat(RunningPlatform.code(answer)).isEqualTo("method_not_allowed");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void headTellsWhatGetWouldWithoutABody(String address) throws Exception {
        if (!methods(address).contains("GET") || address.equals(EVENTS)) {
            return;
        }
        for (Version version : List.of(Version.HTTP_1_1, Version.HTTP_2)) {
            HttpResponse<String> get = ask(version, "GET", address);
            HttpResponse<String> head = ask(version, "HEAD", address);

            assertThat(head.statusCode()).isEqualTo(get.statusCode());
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().firstValue("content-type"))
                    .isEqualTo(get.headers().firstValue("content-type"));
            assertThat(head.headers().firstValueAsLong("content-length"))
                    .as("of %s over %s", address, version)
                    .isEqualTo(get.headers().firstValueAsLong("content-length"));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void headOfTheEventsOpensNoStream(Version version) throws Exception {
        HttpResponse<String> head = ask(version, "HEAD", EVENTS);
        HttpResponse<String> stranger = running.ask(version, "HEAD", EVENTS, "");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("content-type")).contains("text/event-stream");
        assertThat(head.body()).isEmpty();
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(running.feed().isWatched()).isFalse();
    }

    static Stream<Version> versions() {
        return Stream.of(Version.HTTP_1_1, Version.HTTP_2);
    }

    /** A path without parts that are only named, with who may ask for it. */
    private static HttpResponse<String> ask(Version version, String method, String address)
            throws IOException, InterruptedException {
        String path = address.equals("/v1/models/{id}") ? "/v1/models/" + RunningPlatform.MODEL : address;
        return running.ask(
                version, method, path.replaceAll("\\{[a-z_]+}", "none"), address.startsWith("/v1") ? secret : owner);
    }

    /** Those of the description, with HEAD beside GET, and OPTIONS. */
    private static Set<String> methods(String address) {
        Set<String> methods = new TreeSet<>(Set.of("OPTIONS"));
        DescribedApi.DOCUMENT
                .get("paths")
                .get(address)
                .propertyNames()
                .forEach(method -> methods.add(method.toUpperCase(Locale.ROOT)));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }

    private static Set<String> allowed(HttpResponse<?> answer) {
        return new TreeSet<>(
                Arrays.asList(answer.headers().firstValue("allow").orElse("").split(", ")));
    }
}
