package dev.llmaas.inference.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.llmaas.api.models.StoreEvent;
import dev.llmaas.api.models.StoreEvent.Reason;
import dev.llmaas.api.models.StoredModel;
import dev.llmaas.inference.store.PretendHub.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub that keeps its word, and one that does not. */
class FetchingTest {
    private static final Path MODEL = Path.of("../assets/models/guide-chat.gguf");
    private static final int CHUNK = 1 << 20;

    private static byte[] bytes;

    @TempDir
    Path folder;

    private final List<StoreEvent> events = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void read() throws IOException {
        bytes = Files.readAllBytes(MODEL);
    }

    private static Download.Patience patience(int parts) {
        return new Download.Patience(
                parts, CHUNK, 4, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(300));
    }

    private StoreEvent.Stored fetch(HubAccess access, boolean accepted, @Nullable String sha256, int parts)
            throws IOException, InterruptedException {
        return new Fetching(new ModelStore(folder), InstantSource.system(), events::add)
                .fetch(new Fetching.Wish(ModelName.of("acme/small"), access, accepted, sha256, patience(parts)));
    }

    private StoreEvent.Stored fetch(PretendHub hub, int parts) throws IOException, InterruptedException {
        return fetch(HubAccess.of(hub.url()), true, null, parts);
    }

    private StoreException refusal(PretendHub hub, int parts) {
        return catchThrowableOfType(StoreException.class, () -> fetch(hub, parts));
    }

    private Path place() {
        return folder.resolve("acme/small").resolve(PretendHub.FILE);
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("acme"))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aModelIsFetchedInPartsAndChecked() throws Exception {
        try (PretendHub hub = new PretendHub(bytes)) {
            StoreEvent.Stored stored = fetch(hub, 4);

            assertThat(place()).hasBinaryContent(bytes);
            assertThat(left()).containsExactly(PretendHub.FILE, PretendHub.FILE + ".json");
            StoredModel model = stored.model();
            assertThat(model.name()).isEqualTo("acme/small/" + PretendHub.FILE);
            assertThat(model.sha256()).isEqualTo(PretendHub.sha256(bytes));
            assertThat(model.licence()).isEqualTo("apache-2.0");
            assertThat(model.source()).isEqualTo("%s/acme/small@%s/%s", hub.url(), PretendHub.COMMIT, PretendHub.FILE);
            assertThat(model.parameters()).isEqualTo(3_025_344);
            assertThat(hub.asked).extracting(PretendHub.Asked::from).hasSize(4).doesNotHaveDuplicates();
            assertThat(events).first().isInstanceOf(StoreEvent.Begun.class);

            StoreEvent.Stored again = fetch(hub, 4);

            assertThat(again.fresh()).isFalse();
            assertThat(hub.asked).hasSize(4);
        }
    }

    @Test
    void aTokenGoesToTheHubAndNowhereElse() throws Exception {
        try (PretendHub hub = new PretendHub(bytes).lettingIn("hf_secret")) {
            StoreException closed = refusal(hub, 1);
            assertThat(closed.reason()).isEqualTo(Reason.ACCESS);
            assertThat(closed).hasMessageContaining("--token-file");

            fetch(HubAccess.of(hub.url()).withToken("hf_secret"), true, null, 1);

            assertThat(hub.authorizations).contains("Bearer hf_secret");
            assertThat(hub.asked).isNotEmpty().allMatch(asked -> asked.authorization() == null);
            StoreException wrong = catchThrowableOfType(
                    StoreException.class, () -> fetch(HubAccess.of(hub.url()).withToken("hf_other"), true, null, 1));
            assertThat(wrong.reason()).isEqualTo(Reason.ACCESS);
            assertThat(wrong.sentence()).doesNotContain("hf_other");
        }
    }

    @Test
    void aLicenceIsAcceptedBeforeAnythingIsFetched() throws Exception {
        try (PretendHub hub = new PretendHub(bytes)) {
            StoreException refused =
                    catchThrowableOfType(StoreException.class, () -> fetch(HubAccess.of(hub.url()), false, null, 1));

            assertThat(refused.reason()).isEqualTo(Reason.LICENCE);
            assertThat(refused).hasMessageContaining("apache-2.0").hasMessageContaining("--accept-licence");
            assertThat(hub.asked).isEmpty();
        }
    }

    @Test
    void connectionsThatBreakAreGoneOnWith() throws Exception {
        try (PretendHub hub = new PretendHub(bytes).with(new Fault.Cut(300_000, 9))) {
            fetch(hub, 3);

            assertThat(place()).hasBinaryContent(bytes);
            assertThat(hub.asked).hasSizeGreaterThan(9);
            assertThat(hub.asked).extracting(PretendHub.Asked::from).doesNotHaveDuplicates();
        }
    }

    @Test
    void aSilentConnectionIsBegunAgain() throws Exception {
        try (PretendHub hub = new PretendHub(bytes).with(new Fault.Stall(100_000, 2))) {
            fetch(hub, 2);

            assertThat(place()).hasBinaryContent(bytes);
            assertThat(hub.asked).hasSize(4);
        }
    }

    @Test
    void aServerWithoutRangesSendsTheWhole() throws Exception {
        try (PretendHub hub = new PretendHub(bytes).with(new Fault.NoRanges())) {
            fetch(hub, 4);

            assertThat(place()).hasBinaryContent(bytes);
        }
    }

    @Test
    void aHubThatGoesOnRefusingIsGivenUp() throws Exception {
        try (PretendHub hub = new PretendHub(bytes).with(new Fault.Status(503, 3))) {
            fetch(hub, 1);
            Files.delete(place());

            StoreException gaveUp = refusal(hub.with(new Fault.Status(503, Integer.MAX_VALUE)), 1);

            assertThat(gaveUp.reason()).isEqualTo(Reason.UNREACHABLE);
            assertThat(gaveUp).hasMessageContaining("tried 4 times").hasMessageContaining("goes on from there");
        }
    }

    @Test
    void whatAnEarlierAttemptLeftIsNotFetchedAgain() throws Exception {
        try (PretendHub hub = new PretendHub(bytes).with(new Fault.Stall(2_000_000, Integer.MAX_VALUE))) {
            Thread first = Thread.ofVirtual().start(() -> catchThrowable(() -> fetch(hub, 1)));
            hub.stalled.await();
            // What was sent may still be on its way.
            Path part = place().resolveSibling(PretendHub.FILE + ".part");
            await().until(() -> Files.size(part) == 2_000_000);
            first.interrupt();
            first.join();
            long had = Files.size(part);
            hub.with(new Fault.None());
            hub.asked.clear();

            fetch(hub, 1);

            assertThat(place()).hasBinaryContent(bytes);
            assertThat(hub.asked).hasSize(1).first().matches(asked -> asked.from() == had);
            assertThat(events)
                    .filteredOn(StoreEvent.Begun.class::isInstance)
                    .last()
                    .matches(begun -> ((StoreEvent.Begun) begun).resumedBytes() == had);
        }
    }

    @Test
    void wrongBytesAreNotKept() throws Exception {
        try (PretendHub hub = new PretendHub(bytes).with(new Fault.WrongByte(3_000_000))) {
            StoreException refused = refusal(hub, 2);

            assertThat(refused.reason()).isEqualTo(Reason.MISMATCH);
            assertThat(refused).hasMessageContaining("SHA-256");
            assertThat(left()).isEmpty();
        }
    }

    @Test
    void anotherSizeThanListedIsNoticedAtOnce() throws Exception {
        try (PretendHub hub = new PretendHub(bytes).with(new Fault.OtherSize(bytes.length + 1L))) {
            assertThat(refusal(hub, 2).reason()).isEqualTo(Reason.MISMATCH);
            assertThat(place()).doesNotExist();
        }
        try (PretendHub hub = new PretendHub(bytes).with(new Fault.NoRanges())) {
            hub.announcing(bytes.length - 1L, PretendHub.sha256(bytes));
            assertThat(refusal(hub, 1).reason()).isEqualTo(Reason.MISMATCH);
            assertThat(place()).doesNotExist();
        }
    }

    @Test
    void aFileThatIsNoModelIsNotKept() throws Exception {
        byte[] damaged = bytes.clone();
        damaged[8] = 77;
        try (PretendHub hub = new PretendHub(damaged)) {
            assertThat(refusal(hub, 1).reason()).isEqualTo(Reason.UNUSABLE);
            assertThat(left()).isEmpty();
        }
    }

    @Test
    void whatCannotFitIsNotBegun() throws Exception {
        try (PretendHub hub = new PretendHub(bytes).announcing(1L << 55, PretendHub.sha256(bytes))) {
            StoreException refused = refusal(hub, 1);

            assertThat(refused.reason()).isEqualTo(Reason.NO_SPACE);
            assertThat(hub.asked).isEmpty();
        }
    }

    @Test
    void aFileWithoutHashNeedsOneFromElsewhere() throws Exception {
        try (PretendHub hub = new PretendHub(bytes).announcing(bytes.length, "")) {
            StoreException refused = refusal(hub, 1);
            assertThat(refused.reason()).isEqualTo(Reason.MISMATCH);
            assertThat(refused).hasMessageContaining("--sha256");

            fetch(HubAccess.of(hub.url()), true, PretendHub.sha256(bytes), 1);

            assertThat(place()).hasBinaryContent(bytes);
        }
    }

    @Test
    void twoCannotFetchTheSameAtOnce() throws Exception {
        try (PretendHub hub = new PretendHub(bytes).with(new Fault.Stall(1_000, 1))) {
            AtomicReference<@Nullable StoreException> refused = new AtomicReference<>();
            Thread first = Thread.ofVirtual().start(() -> refusal(hub, 1));
            hub.stalled.await();

            refused.set(refusal(hub, 1));

            first.join();
            assertThat(refused.get()).isNotNull();
            assertThat(refused.get().reason()).isEqualTo(Reason.BUSY);
            assertThat(place()).hasBinaryContent(bytes);
        }
    }

    @Test
    void whatIsNotThereOrNoHubIsSaid() throws Exception {
        try (PretendHub hub = new PretendHub(bytes)) {
            StoreException missing = catchThrowableOfType(
                    StoreException.class,
                    () -> new Fetching(new ModelStore(folder), InstantSource.system(), events::add)
                            .fetch(new Fetching.Wish(
                                    ModelName.of("acme/large"), HubAccess.of(hub.url()), true, null, patience(1))));
            assertThat(missing.reason()).isEqualTo(Reason.NOT_FOUND);
        }
        StoreException nobody = catchThrowableOfType(
                StoreException.class, () -> fetch(HubAccess.of(URI.create("http://localhost:1")), true, null, 1));
        assertThat(nobody.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(nobody).hasMessageContaining("localhost cannot be reached");
    }

    @Test
    void aMirrorBehindAnAuthorityOfItsOwnIsTrustedWhenNamed() throws Exception {
        Path store = folder.resolve("mirror.p12");
        Path pem = folder.resolve("mirror.pem");
        keytool(
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-keystore",
                store.toString());
        keytool("-exportcert", "-rfc", "-file", pem.toString(), "-keystore", store.toString());
        try (PretendHub hub = new PretendHub(bytes, serving(store))) {
            StoreException untrusted = refusal(hub, 1);
            assertThat(untrusted.reason()).isEqualTo(Reason.UNREACHABLE);
            assertThat(untrusted).hasMessageContaining("--ca-file");

            fetch(HubAccess.of(hub.url()).withAuthorities(pem), true, null, 2);

            assertThat(place()).hasBinaryContent(bytes);
        }
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString()),
                        Stream.concat(
                                Stream.of(arguments),
                                Stream.of("-alias", "mirror", "-storetype", "PKCS12", "-storepass", "changeit")))
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static SSLContext serving(Path keystore) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keystore)) {
            store.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    @Test
    void aProxyIsAskedInsteadUnlessTheHostIsExcepted() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        HttpServer proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> {
            heard.add(exchange.getRequestURI().toString());
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        proxy.start();
        try {
            URI address = URI.create("http://localhost:" + proxy.getAddress().getPort());
            HubAccess through = new HubAccess(
                    URI.create("http://hub.corp.example"), null, address, null, ".elsewhere.example", null);
            StoreException answered = catchThrowableOfType(StoreException.class, () -> fetch(through, true, null, 1));

            assertThat(answered.reason()).isEqualTo(Reason.NOT_FOUND);
            assertThat(heard).containsExactly("http://hub.corp.example/api/models/acme/small/revision/main");
            HubAccess past =
                    new HubAccess(URI.create("http://hub.corp.example"), null, address, null, "corp.example", null);
            assertThat(past.proxyFor(past.hub())).isNull();
        } finally {
            proxy.stop(0);
        }
    }
}
