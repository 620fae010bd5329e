package dev.llmaas.platform.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.admin.NewApiKey;
import dev.llmaas.api.admin.Role;
import dev.llmaas.api.event.PlatformEvent;
import dev.llmaas.api.event.PlatformEvent.KeyChanged;
import dev.llmaas.api.event.PlatformEvent.LoadSampled;
import dev.llmaas.api.event.PlatformEvent.ReplicaChanged;
import dev.llmaas.api.event.PlatformEvent.ReplicasSampled;
import dev.llmaas.api.event.PlatformEvent.Reset;
import dev.llmaas.client.AdminClient;
import dev.llmaas.client.EventStream;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.RunningPlatform;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EventsTest {
    private static final String EVENTS = "/admin/v1/events";

    @TempDir
    private static Path directory;

    private static RunningPlatform running;
    private static String owner;

    @BeforeAll
    static void start() {
        running = RunningPlatform.start(directory);
        owner = running.token("owner-1", Role.OWNER);
    }

    @AfterAll
    static void close() {
        running.close();
    }

    @Test
    void aWatcherBeginsWithAResetAndHearsOfEachChangeOfAKey() throws Exception {
        try (AdminClient admin = running.admin(owner);
                EventStream events = admin.events(null)) {
            assertThat(events.next().event()).isInstanceOf(Reset.class);

            ApiKeyId id = admin.createKey(new NewApiKey(null, "watched", null, null, null))
                    .key()
                    .id();
            admin.revokeKey(id);
            admin.revokeKey(id);

            assertThat(await(events, KeyChanged.class::isInstance))
                    .extracting("change")
                    .isEqualTo("created");
            assertThat(await(events, KeyChanged.class::isInstance))
                    .extracting("keyId", "change")
                    .containsExactly(id, "revoked");
        }
    }

    @Test
    void whoeverNamesTheLastEventMissesNothing() throws Exception {
        try (AdminClient admin = running.admin(owner)) {
            String last;
            try (EventStream events = admin.events(null)) {
                last = events.next().id();
            }
            ApiKeyId id = admin.createKey(new NewApiKey(null, "missed", null, null, null))
                    .key()
                    .id();

            try (EventStream events = admin.events(last)) {
                EventStream.Entry first = events.next();
                while (isSample(first.event())) { // samples of another watcher's time
                    first = events.next();
                }
                assertThat(first.event())
                        .isInstanceOfSatisfying(
                                KeyChanged.class,
                                change -> assertThat(change.keyId()).isEqualTo(id));
            }
        }
    }

    @Test
    void theLoadIsSampledWhileSomebodyWatches() throws Exception {
        try (AdminClient admin = running.admin(running.token("developer-1", Role.DEVELOPER));
                EventStream events = admin.events(null)) {
            List<Long> at = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                LoadSampled sample = (LoadSampled) await(events, LoadSampled.class::isInstance);
                at.add(sample.atMs());
                assertThat(sample.activeRequests()).isZero();
            }
            assertThat(at).isSorted();
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> !running.feed().isWatched());
    }

    @Test
    void changesOfReplicasAreForThoseWhoMaySeeThePool() throws Exception {
        try (AdminClient admin = running.admin(owner);
                AdminClient developer = running.admin(running.token("developer-2", Role.DEVELOPER));
                EventStream all = admin.events(null);
                EventStream some = developer.events(null)) {
            all.next();
            some.next();

            running.feed()
                    .publish(new ReplicaChanged(1, running.platform.replicas().getFirst()));
            ApiKeyId id = admin.createKey(new NewApiKey(null, "after", null, null, null))
                    .key()
                    .id();

            assertThat(await(all, event -> !isSample(event))).isInstanceOf(ReplicaChanged.class);
            assertThat(await(some, event -> !isSample(event)))
                    .isInstanceOfSatisfying(
                            KeyChanged.class,
                            change -> assertThat(change.keyId()).isEqualTo(id));
        }
    }

    @Test
    void aStreamEndsWithTheTokenThatOpenedIt() throws Exception {
        String brief = running.token("brief", 2, Role.OWNER);

        HttpResponse<String> answer = CompletableFuture.supplyAsync(() -> running.send("GET", EVENTS, brief))
                .get(20, TimeUnit.SECONDS);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/event-stream");
        assertThat(answer.body())
                .startsWith("id: ")
                .contains("\ndata: {\"type\":\"reset\"")
                .endsWith("\n\n");
    }

    @Test
    void strangersAreRefusedBeforeTheStream() {
        assertThat(running.send("GET", EVENTS, "").statusCode()).isEqualTo(401);
        assertThat(running.send("GET", EVENTS, running.token("nobody")).statusCode())
                .isEqualTo(403);
    }

    @Test
    void anEventReachesAWatcherInTime() throws Exception {
        int count = 200;
        try (AdminClient admin = running.admin(owner);
                EventStream events = admin.events(null)) {
            events.next();
            List<Double> ms = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ApiKeyId id = new ApiKeyId("key_" + i);
                long publishedNs = System.nanoTime();
                running.feed().publish(new KeyChanged(1, id, "created"));
                await(
                        events,
                        event -> event instanceof KeyChanged change
                                && change.keyId().equals(id));
                ms.add((System.nanoTime() - publishedNs) / 1e6);
            }
            ms.sort(null);
            System.out.printf(
                    "publish to subscriber over TLS, ms: p50=%.2f p99=%.2f max=%.2f n=%d%n",
                    ms.get(count / 2), ms.get(count * 99 / 100), ms.getLast(), count);
            assertThat(ms.get(count / 2)).isLessThan(Limits.LOAD_SAMPLE_INTERVAL.toMillis());
        }
    }

    private static boolean isSample(PlatformEvent event) {
        return event instanceof LoadSampled || event instanceof ReplicasSampled;
    }

    private static PlatformEvent await(EventStream events, Predicate<PlatformEvent> wanted) throws Exception {
        while (true) {
            EventStream.Entry entry = events.next();
            assertThat(entry).isNotNull();
            if (wanted.test(entry.event())) {
                return entry.event();
            }
        }
    }
}
