package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.RequestLimits;
import dev.llmaas.platform.images.PretendWeb;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Images that requests name by address, through the whole corridor, with a web that a test makes up. */
@Timeout(120)
class RemoteImagesTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String ADDRESS = "https://" + PretendWeb.HOST + "/a.png";
    private static final String DATA =
            "data:image/png;base64," + Base64.getEncoder().encodeToString(PretendWeb.PNG);
    private static final byte[] LARGE = large(7 * 1024 * 1024);

    @TempDir
    static Path directory;

    private static PretendWeb web;
    private static ActingUpstream upstream;
    private static Corridor corridor;

    private IssuedApiKey key;

    @BeforeAll
    static void open() throws Exception {
        web = new PretendWeb();
        upstream = new ActingUpstream();
        corridor = new Corridor(
                        directory,
                        Patience.STANDARD,
                        Map.of("m", upstream.uri(), "eyes", upstream.uri()),
                        Map.of(),
                        web.fetcher())
                .ready();
        web.answer("/a.png", "image/png", PretendWeb.PNG);
        web.answer("/page", "text/html", "the secret of a page".getBytes(StandardCharsets.US_ASCII));
        web.answer("/large-a", "image/png", LARGE);
        web.answer("/large-b", "image/png", LARGE);
    }

    @AfterAll
    static void close() throws Exception {
        corridor.close();
        upstream.close();
        web.close();
    }

    @BeforeEach
    void start() {
        upstream.seen.clear();
        web.asked.clear();
        corridor.fetchImages(true);
        key = corridor.key(KeyLimits.NONE);
    }

    private static byte[] large(int length) {
        byte[] file = new byte[length];
        System.arraycopy(PretendWeb.PNG, 0, file, 0, PretendWeb.PNG.length);
        return file;
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(corridor.running.uri(path))
                .header("authorization", "Bearer " + key.secret())
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return corridor.send(request);
    }

    private static String chat(String model, String... parts) {
        return "{\"model\":\"%s\",\"max_tokens\":5,\"stream\":true,\"stream_options\":{\"include_usage\":true},\"messages\":[{\"role\":\"user\",\"content\":[%s]}]}"
                .formatted(model, String.join(",", parts));
    }

    private static String image(String address) {
        return "{\"type\":\"image_url\",\"image_url\":{\"url\":\"%s\",\"detail\":\"low\"}}".formatted(address);
    }

    private static String param(HttpResponse<String> answer) {
        return CorridorCalls.json(answer.body()).at("/error/param").asString();
    }

    private static String code(HttpResponse<String> answer) {
        return CorridorCalls.json(answer.body()).at("/error/code").asString();
    }

    @Test
    void theEngineGetsTheImageInPlaceOfItsAddressAndEverythingElseAsItCame() throws Exception {
        String body = chat(
                "eyes",
                "{\"type\":\"text\",\"text\":\"Wh\u00e4t \\ud83d\\ude00 is " + ADDRESS + "?\"}",
                image(ADDRESS),
                "{\"type\":\"image\",\"image\":\"data:image/jpeg;base64,AAA=\"}",
                "{\"type\":\"image\",\"image\":\"" + ADDRESS.replace("/", "\\/") + "\"}");

        HttpResponse<String> answer = post(CHAT, body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("Hello ").contains("[DONE]");
        JsonNode expected = CorridorCalls.json(body.replace("url\":\"" + ADDRESS, "url\":\"" + DATA)
                .replace("image\":\"" + ADDRESS.replace("/", "\\/"), "image\":\"" + DATA));
        assertThat(upstream.seen).containsExactly(expected);
        assertThat(web.asked).as("the same address is asked once").hasSize(1);
        assertThat(corridor.row(key).outcome()).isEqualToIgnoringCase("completed");
    }

    @Test
    void responsesTakeThemToo() throws Exception {
        HttpResponse<String> answer = post(
                "/v1/responses",
                "{\"model\":\"eyes\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"Look\"},{\"type\":\"input_image\",\"image_url\":\"%s\",\"detail\":\"high\"}]}]}"
                        .formatted(ADDRESS));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(upstream.seen
                        .getFirst()
                        .at("/messages/0/content/1/image_url")
                        .toString())
                .isEqualTo("{\"url\":\"%s\",\"detail\":\"high\"}".formatted(DATA));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/messages", "/v1/messages/count_tokens"})
    void anthropicsMessagesTakeThemTooAlsoInWhatToolsGave(String path) throws Exception {
        String source = "{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"%s\"}}".formatted(ADDRESS);

        HttpResponse<String> answer = post(
                path,
                "{\"model\":\"eyes\",%s\"messages\":[{\"role\":\"user\",\"content\":[%s,{\"type\":\"tool_result\",\"tool_use_id\":\"a\",\"content\":[%s]}]}]}"
                        .formatted(path.equals("/v1/messages") ? "\"max_tokens\":5," : "", source, source));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(upstream.seen).singleElement().satisfies(sent -> {
            assertThat(sent.at("/messages/0/content/0/image_url/url").asString())
                    .isEqualTo(DATA);
            assertThat(sent.at("/messages/1/content/0/image_url/url").asString())
                    .isEqualTo(DATA);
        });
        assertThat(web.asked).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions | messages[0].content[1].image_url.url | \"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"%s\"}}]}]",
                "/v1/chat/completions | messages[0].content[0].image | \"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"image\":\"%s\"}]}]",
                "/v1/responses | input[1].content[0].image_url | \"input\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"%s\"}]}]",
                "/v1/messages | messages[0].content[0].source.url | \"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"%s\"}}]}]",
                "/v1/messages | messages[0].content[0].content[0].source.url | \"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"a\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"%s\"}}]}]}]",
                "/v1/messages/count_tokens | messages[0].content[0].source.url | \"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"%s\"}}]}]",
            })
    void eachRefusalNamesTheFieldInTheWordsOfItsAddress(String path, String param, String fields) throws Exception {
        corridor.fetchImages(false);
        HttpResponse<String> off = post(path, "{\"model\":\"eyes\"," + fields.formatted(ADDRESS) + "}");
        corridor.fetchImages(true);
        HttpResponse<String> wrong =
                post(path, "{\"model\":\"eyes\"," + fields.formatted(ADDRESS.replace("https", "http")) + "}");
        HttpResponse<String> unknown =
                post(path, "{\"model\":\"eyes\"," + fields.formatted("https://unknown.example.org/a.png") + "}");
        HttpResponse<String> page =
                post(path, "{\"model\":\"eyes\"," + fields.formatted(ADDRESS.replace("a.png", "page")) + "}");

        for (HttpResponse<String> refused : List.of(off, wrong, unknown, page)) {
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
            assertThat(param(refused)).isEqualTo(param);
            assertThat(refused.body()).doesNotContain("example", "a.png", "secret");
        }
        assertThat(code(off)).isEqualTo("invalid_request");
        assertThat(off.body()).contains("data URI", "image_fetching");
        assertThat(code(wrong)).isEqualTo("invalid_request");
        assertThat(wrong.body()).contains("https://");
        assertThat(code(unknown)).isEqualTo("failed_to_download_image");
        assertThat(code(page)).isEqualTo("failed_to_download_image");
        assertThat(page.body()).contains("image/png");
        assertThat(web.asked).hasSize(1);
        assertThat(upstream.seen).isEmpty();
        assertThat(corridor.rows(key)).isEmpty();
        assertThat(corridor.gateway.active()).isZero();
    }

    @Test
    void nothingIsFetchedForAModelThatDoesNotSee() throws Exception {
        HttpResponse<String> refused = post(CHAT, chat("m", image(ADDRESS)));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(param(refused)).isEqualTo("messages[0].content[0].image_url.url");
        assertThat(refused.body()).contains("vision");
        assertThat(code(post(CHAT, chat("nobody", image(ADDRESS))))).isEqualTo("model_not_found");
        assertThat(web.asked).isEmpty();
    }

    @Test
    void nothingIsFetchedForACallerWhoseLimitIsMet() throws Exception {
        key = corridor.key(new KeyLimits(3L, null, null));
        assertThat(post(CHAT, chat("eyes", image(ADDRESS))).statusCode()).isEqualTo(200);
        assertThat(corridor.row(key).completion()).isEqualTo(3);
        web.asked.clear();

        assertThat(post(CHAT, chat("eyes", image(ADDRESS))).statusCode()).isEqualTo(429);

        assertThat(web.asked).isEmpty();
    }

    @Test
    void moreImagesThanARequestMayHaveAreRefusedBeforeTheFirstIsFetched() throws Exception {
        String[] images = new String[RequestLimits.IMAGES_MAX + 1];
        Arrays.fill(images, image(ADDRESS));

        HttpResponse<String> refused = post(CHAT, chat("eyes", images));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(param(refused)).isEqualTo("messages[0].content[20].image_url.url");
        assertThat(web.asked).isEmpty();
    }

    @Test
    void allImagesTogetherMayBeNoLongerThanABodyMayBe() throws Exception {
        String a = image(ADDRESS.replace("a.png", "large-a"));
        String b = image(ADDRESS.replace("a.png", "large-b"));

        assertThat(post(CHAT, chat("eyes", a)).statusCode()).isEqualTo(200);
        HttpResponse<String> two = post(CHAT, chat("eyes", a, b));
        HttpResponse<String> twice = post(CHAT, chat("eyes", a, a));

        assertThat(code(two)).isEqualTo("failed_to_download_image");
        assertThat(two.body()).contains("bytes that this image may have");
        assertThat(param(two)).isEqualTo("messages[0].content[1].image_url.url");
        assertThat(twice.statusCode()).isEqualTo(413);
        assertThat(twice.body()).contains("%,d bytes".formatted(Limits.INFERENCE_BODY_BYTES_MAX));
        assertThat(param(twice)).isEqualTo("messages[0].content[1].image_url.url");
        assertThat(upstream.seen).hasSize(1);
    }

    @Test
    void logsTellNeitherAddressesNorContents() throws Exception {
        ListAppender<ILoggingEvent> heard = new ListAppender<>();
        heard.start();
        Logger root = (Logger) LoggerFactory.getLogger("ROOT");
        Logger ours = (Logger) LoggerFactory.getLogger("dev.llmaas");
        Level before = ours.getLevel();
        root.addAppender(heard);
        ours.setLevel(Level.TRACE);
        try {
            post(CHAT, chat("eyes", image(ADDRESS)));
            post(CHAT, chat("eyes", image(ADDRESS.replace("a.png", "page"))));
            post(CHAT, chat("eyes", image("https://unknown.example.org/a.png")));
            corridor.quiet();
        } finally {
            ours.setLevel(before);
            root.detachAppender(heard);
        }

        assertThat(heard.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.startsWith("image not fetched") && line.contains("UnknownHostException"))
                .anyMatch(line -> line.startsWith("image not fetched") && line.contains("no image"))
                .noneMatch(line -> line.contains("example") || line.contains("a.png") || line.contains("secret"));
        assertThat(heard.list).allMatch(event -> event.getThrowableProxy() == null);
    }
}
