package dev.llmaas.platform.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.Headers;
import okio.Buffer;
import okio.GzipSink;
import okio.Okio;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fetcher against a real server behind real TLS; only where the wires end is made up. */
@Timeout(60)
class ImageFetcherTest {
    private static final String ADDRESS = "https://" + PretendWeb.HOST + "/a.png";
    private static final int BYTES_MAX = 1_000;
    private static final String LOOPBACK = "127.0.0.1";

    private final PretendWeb web = new PretendWeb();

    @AfterEach
    void close() {
        web.close();
    }

    private FetchedImage fetch(String address) throws ImageFault, InterruptedException {
        return web.fetcher().fetch(address, BYTES_MAX, Deadline.in(Duration.ofSeconds(30)));
    }

    private ImageFault refused(String address) {
        return catchThrowableOfType(ImageFault.class, () -> fetch(address));
    }

    private static String unreachable() {
        return ImageFault.unreachable("").rule();
    }

    private static byte[] bytes(String latin) {
        return latin.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void anImageComesFromExactlyTheAddressThatWasLookedUpOnce() throws Exception {
        web.answer("/a.png", "image/png", PretendWeb.PNG);

        FetchedImage image = fetch(ADDRESS + "?sign=a%2Fb");

        assertThat(image.type()).isEqualTo("image/png");
        assertThat(image.bytes()).isEqualTo(PretendWeb.PNG);
        assertThat(image.dataUri()).startsWith("data:image/png;base64,iVBORw0KGgo");
        assertThat(web.lookedUp).containsExactly(PretendWeb.HOST);
        assertThat(web.connected).containsExactly(new InetSocketAddress(PretendWeb.PUBLIC, 443));
        assertThat(web.asked).singleElement().satisfies(request -> {
            assertThat(request.getHandshakeServerNames()).containsExactly(PretendWeb.HOST);
            assertThat(request.getTarget()).isEqualTo("/a.png?sign=a%2Fb");
            assertThat(request.getMethod()).isEqualTo("GET");
            Headers headers = request.getHeaders();
            assertThat(headers.names())
                    .containsExactlyInAnyOrder("accept", "accept-encoding", "Connection", "Host", "user-agent");
            assertThat(headers.get("host")).isEqualTo(PretendWeb.HOST);
            assertThat(headers.get("user-agent")).isEqualTo("llmaas");
            assertThat(headers.get("accept-encoding")).isEqualTo("identity");
        });
    }

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("image/png", "image/png", PretendWeb.PNG),
                Arguments.of("image/jpeg", "image/jpeg", bytes("\u00FF\u00D8\u00FF\u00E0 and so on")),
                Arguments.of("image/jpg", "image/jpeg", bytes("\u00FF\u00D8\u00FF\u00DB")),
                Arguments.of("Image/JPEG; charset=binary", "image/jpeg", bytes("\u00FF\u00D8\u00FF\u00E1")),
                Arguments.of("image/gif", "image/gif", bytes("GIF87a...")),
                Arguments.of("image/gif", "image/gif", bytes("GIF89a...")),
                Arguments.of("image/webp", "image/webp", bytes("RIFF\u0001\u0002\u0003\u0004WEBPVP8 ")));
    }

    @ParameterizedTest
    @MethodSource("files")
    void eachTypeIsTakenWhereTheBytesAgree(String announced, String type, byte[] file) throws Exception {
        web.answer("/a.png", announced, file);

        assertThat(fetch(ADDRESS).type()).isEqualTo(type);
        assertThat(fetch(ADDRESS).bytes()).isEqualTo(file);
    }

    static Stream<Arguments> otherFiles() {
        return Stream.of(
                Arguments.of("image/png", bytes("\u00FF\u00D8\u00FF\u00E0")),
                Arguments.of("image/jpeg", PretendWeb.PNG),
                Arguments.of("image/png", bytes("<html>the secret of an internal page</html>")),
                Arguments.of("image/png", bytes("\u0089PNG")),
                Arguments.of("image/png", new byte[0]),
                Arguments.of("image/webp", bytes("RIFF1234WAVEfmt ")),
                Arguments.of("image/svg+xml", bytes("<svg/>")),
                Arguments.of("text/html", PretendWeb.PNG),
                Arguments.of("application/octet-stream", PretendWeb.PNG),
                Arguments.of("", PretendWeb.PNG));
    }

    @ParameterizedTest
    @MethodSource("otherFiles")
    void whatIsAnnouncedOrIsSomethingElseIsRefusedAndNotRepeated(String announced, byte[] file) {
        web.answer("/a.png", announced, file);

        assertThat(refused(ADDRESS).rule())
                .isEqualTo(ImageFault.noImage(ImageTypes.NAMES).rule())
                .doesNotContain("secret", PretendWeb.HOST);
    }

    @Test
    void anAnswerWithoutATypeIsRefused() {
        web.answer("/a.png", new MockResponse.Builder().body(new Buffer().write(PretendWeb.PNG)));

        assertThat(refused(ADDRESS).rule())
                .isEqualTo(ImageFault.noImage(ImageTypes.NAMES).rule());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "deflate"})
    void aCompressedAnswerIsRefused(String coding) throws Exception {
        Buffer packed = new Buffer();
        try (var out = Okio.buffer(new GzipSink(packed))) {
            out.write(PretendWeb.PNG);
        }
        web.answer(
                "/a.png", PretendWeb.file("image/png", packed.readByteArray()).addHeader("content-encoding", coding));
        web.answer("/b.png", PretendWeb.file("image/png", PretendWeb.PNG).addHeader("content-encoding", coding));

        assertThat(refused(ADDRESS).rule()).contains("compressed");
        assertThat(refused(ADDRESS.replace("/a", "/b")).rule()).contains("compressed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                LOOPBACK,
                "10.1.2.3",
                "172.20.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "255.255.255.255",
                "224.0.0.1",
                "::1",
                "fe80::1",
                "fd00:ec2::254",
                "64:ff9b::7f00:1",
                "2002:7f00:1::1",
                "2001:db8::1"
            })
    void aNameThatPointsInsideIsNotConnectedTo(String inside) {
        web.answer("/a.png", "image/png", PretendWeb.PNG);
        web.names.put(PretendWeb.HOST, List.of(InetAddress.ofLiteral(inside)));

        assertThat(refused(ADDRESS).rule()).isEqualTo(unreachable());
        assertThat(web.connected).isEmpty();
    }

    @Test
    void aNameThatPointsInsideTooIsConnectedToOutsideOnly() throws Exception {
        web.answer("/a.png", "image/png", PretendWeb.PNG);
        web.names.put(PretendWeb.HOST, List.of(InetAddress.ofLiteral(LOOPBACK), PretendWeb.PUBLIC));
        assertThat(fetch(ADDRESS).bytes()).isEqualTo(PretendWeb.PNG);

        web.dead.add(PretendWeb.PUBLIC);
        assertThat(refused(ADDRESS).rule()).isEqualTo(unreachable());

        assertThat(web.connected).extracting(InetSocketAddress::getAddress).containsOnly(PretendWeb.PUBLIC);
    }

    @Test
    void aNameThatChangesItsMeaningAfterTheLookGainsNothing() throws Exception {
        web.answer("/a.png", "image/png", PretendWeb.PNG);
        ImageFetcher fetcher = web.fetcher();
        fetcher.fetch(ADDRESS, BYTES_MAX, Deadline.in(Duration.ofSeconds(30)));
        web.names.put(PretendWeb.HOST, List.of(InetAddress.ofLiteral(LOOPBACK)));

        // Neither an old connection nor an old look is used again.
        assertThatThrownBy(() -> fetcher.fetch(ADDRESS, BYTES_MAX, Deadline.in(Duration.ofSeconds(30))))
                .hasMessage(unreachable());

        assertThat(web.lookedUp).hasSize(2);
        assertThat(web.asked).hasSize(1);
        assertThat(web.connected).containsExactly(new InetSocketAddress(PretendWeb.PUBLIC, 443));
    }

    @Test
    void anotherAddressOfTheNameIsTriedIfOneIsDead() throws Exception {
        web.answer("/a.png", "image/png", PretendWeb.PNG);
        InetAddress gone = InetAddress.ofLiteral("93.184.215.99");
        web.dead.add(gone);
        web.names.put(PretendWeb.HOST, List.of(gone, PretendWeb.PUBLIC));

        assertThat(fetch(ADDRESS).bytes()).isEqualTo(PretendWeb.PNG);
        assertThat(web.connected).extracting(InetSocketAddress::getAddress).containsExactly(gone, PretendWeb.PUBLIC);
    }

    @Test
    void whateverIsNotThereOrForbiddenIsToldInTheSameWords() {
        web.names.put("inside.example.org", List.of(InetAddress.ofLiteral("10.0.0.1")));
        web.names.put("foreign.example.org", List.of(PretendWeb.PUBLIC)); // its certificate names others
        InetAddress gone = InetAddress.ofLiteral("93.184.215.99");
        web.dead.add(gone);
        web.names.put("dead.example.org", List.of(gone));
        web.answer("/500", new MockResponse.Builder().code(500).body("the secret of a server"));
        web.answer("/401", new MockResponse.Builder().code(401).addHeader("www-authenticate", "Basic realm=a"));
        web.answer("/407", new MockResponse.Builder().code(407).addHeader("proxy-authenticate", "Basic realm=a"));
        web.answer("/204", new MockResponse.Builder().code(204));
        web.answer("/206", PretendWeb.file("image/png", PretendWeb.PNG).code(206));
        web.answer("/cut", new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()));
        web.answer(
                "/half", PretendWeb.file("image/png", PretendWeb.PNG).onResponseBody(new SocketEffect.CloseSocket()));
        web.redirect("/inside", "https://inside.example.org/");
        String base = "https://" + PretendWeb.HOST;

        for (String address : List.of(
                "https://inside.example.org/",
                "https://foreign.example.org/",
                "https://dead.example.org/",
                "https://unknown.example.org/",
                base + "/404",
                base + "/500",
                base + "/401",
                base + "/407",
                base + "/204",
                base + "/206",
                base + "/cut",
                base + "/half",
                base + "/inside")) {
            ImageFault fault = refused(address);
            assertThat(fault).as(address).isNotNull().hasMessage(unreachable()).hasNoCause();
            assertThat(fault.reason()).as(address).doesNotContain("example", "93.", "10.");
        }
    }

    @Test
    void aCertificateOfAnotherAuthorityIsNotTrusted() {
        web.answer("/a.png", "image/png", PretendWeb.PNG);

        assertThatThrownBy(() -> web.strangersFetcher().fetch(ADDRESS, BYTES_MAX, Deadline.in(Duration.ofSeconds(30))))
                .hasMessage(unreachable());
        assertThat(web.asked).isEmpty();
    }

    @Test
    void threeRedirectsAreFollowedEachLookedUpAnewAndNoMore() throws Exception {
        web.redirect("/0", "/1");
        web.redirect("/1", "https://" + PretendWeb.STORE + "/2");
        web.answer(
                "/2",
                new MockResponse.Builder()
                        .code(307)
                        .addHeader("set-cookie", "a=b; Path=/")
                        .addHeader("location", "//" + PretendWeb.STORE + "/3"));
        web.answer("/3", "image/png", PretendWeb.PNG);

        assertThat(fetch("https://" + PretendWeb.HOST + "/0").bytes()).isEqualTo(PretendWeb.PNG);
        assertThat(web.lookedUp).containsExactly(PretendWeb.HOST, PretendWeb.HOST, PretendWeb.STORE, PretendWeb.STORE);
        assertThat(web.connected).hasSize(4);
        assertThat(web.asked).allSatisfy(request -> {
            assertThat(request.getHeaders().get("cookie")).isNull();
            assertThat(request.getHeaders().get("referer")).isNull();
        });

        web.redirect("/start", "/0");
        assertThat(refused("https://" + PretendWeb.HOST + "/start").rule()).isEqualTo(unreachable());
        web.redirect("/round", "/round");
        assertThat(refused("https://" + PretendWeb.HOST + "/round").rule()).isEqualTo(unreachable());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://pictures.example.org/b.png",
                "https://pictures.example.org:8443/b.png",
                "https://user:word@pictures.example.org/b.png",
                "https://pictures.example.org/b.png#a",
                "https://127.0.0.1/b.png",
                "https://2130706433/b.png",
                "https://[::1]/b.png",
                "https://localhost/b.png",
                "https://inside.example.org/b.png",
                "file:///etc/passwd",
                "data:image/png;base64,iVBORw0KGgo=",
                "javascript:alert(1)",
                "\\\\inside.example.org\\b.png"
            })
    void aRedirectMayLeadOnlyWhereARequestMay(String location) {
        web.names.put("inside.example.org", List.of(InetAddress.ofLiteral("192.168.0.1")));
        web.answer("/b.png", "image/png", PretendWeb.PNG);
        web.redirect("/a.png", location);

        assertThat(refused(ADDRESS).rule()).isEqualTo(unreachable());
        assertThat(web.connected).hasSize(1);
    }

    @Test
    void aRedirectToNowhereIsRefused() {
        web.answer("/a.png", new MockResponse.Builder().code(302));
        web.redirect("/b.png", "/" + "b".repeat(ImageLimits.ADDRESS_CHARACTERS_MAX));

        assertThat(refused(ADDRESS).rule()).isEqualTo(unreachable());
        assertThat(refused(ADDRESS.replace("/a", "/b")).rule()).isEqualTo(unreachable());
    }

    @ParameterizedTest
    @CsvSource({"1000,true", "1001,false"})
    void theBoundOfBytesHoldsForWhatIsDeclaredAndWhatIsNot(int length, boolean fits) throws Exception {
        byte[] file = new byte[length];
        System.arraycopy(PretendWeb.PNG, 0, file, 0, PretendWeb.PNG.length);
        web.answer("/a.png", "image/png", file);
        web.answer(
                "/b.png",
                new MockResponse.Builder()
                        .addHeader("content-type", "image/png")
                        .chunkedBody(new Buffer().write(file), 100));

        for (String address : List.of(ADDRESS, ADDRESS.replace("/a", "/b"))) {
            if (fits) {
                assertThat(fetch(address).bytes()).isEqualTo(file);
            } else {
                assertThat(refused(address).rule()).contains("1,000 bytes");
            }
        }
    }

    @Test
    void aLengthThatIsTooLargeIsRefusedBeforeItCame() {
        // Whoever waits for the body waits for an hour.
        web.answer(
                "/a.png", PretendWeb.file("image/png", new byte[BYTES_MAX + 1]).bodyDelay(1, TimeUnit.HOURS));

        assertThat(refused(ADDRESS).rule()).contains("1,000 bytes");
    }

    @Test
    void theTimeEndsForDripsForSilenceAndForNames() {
        web.answer(
                "/drip", PretendWeb.file("image/png", new byte[BYTES_MAX]).throttleBody(1, 50, TimeUnit.MILLISECONDS));
        web.answer("/silence", new MockResponse.Builder().headersDelay(1, TimeUnit.HOURS));
        web.redirect("/round", "/silence");

        for (String path : List.of("/drip", "/silence", "/round")) {
            assertThatThrownBy(() -> web.fetcher()
                            .fetch("https://" + PretendWeb.HOST + path, BYTES_MAX, Deadline.in(Duration.ofMillis(700))))
                    .as(path)
                    .hasMessage(unreachable());
        }
        assertThatThrownBy(() -> web.fetcher().fetch(ADDRESS, BYTES_MAX, Deadline.in(Duration.ZERO)))
                .hasMessage(unreachable());
    }

    @Test
    void theSystemsNamesAreLookedUpWithinTheTime() throws Exception {
        try (SystemNames names = new SystemNames()) {
            assertThat(names.addresses("localhost", Deadline.in(Duration.ofSeconds(30))))
                    .isNotEmpty()
                    .allMatch(InetAddress::isLoopbackAddress);
            assertThatThrownBy(() -> names.addresses("localhost", Deadline.in(Duration.ofSeconds(-1))))
                    .isInstanceOf(IOException.class);
        }
    }
}
