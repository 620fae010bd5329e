package dev.llmaas.platform.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.api.admin.Role;
import dev.llmaas.api.event.PlatformEvent;
import dev.llmaas.api.event.PlatformEvent.ReplicaChanged;
import dev.llmaas.api.event.PlatformEvent.ReplicasSampled;
import dev.llmaas.client.AdminClient;
import dev.llmaas.client.ApiException;
import dev.llmaas.client.EventStream;
import dev.llmaas.platform.RunningPlatform;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class ReplicasTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String ID = RunningPlatform.MODEL;

    @TempDir
    private Path directory;

    @Test
    void anOperatorUnloadsLoadsAndRestartsAndEverybodyWhoMayWatchesIt() throws Exception {
        try (RunningPlatform running = RunningPlatform.start(directory);
                AdminClient admin = running.admin(running.token("operator", Role.OPERATOR));
                EventStream events = admin.events(null)) {
            awaitState(admin, ReplicaState.READY);
            long pid = replica(admin).pid();
            next(events, ReplicasSampled.class); // a stream connects when it is first read, and must see what follows

            admin.unloadReplica(ID, false);
            assertThat(next(events, ReplicaState.STOPPED).reason()).contains("unloaded");
            assertThat(admin.unloadReplica(ID, true).state()).isEqualTo(ReplicaState.STOPPED);
            assertThatThrownBy(() -> admin.restartReplica(ID, false))
                    .isInstanceOfSatisfying(
                            ApiException.class, no -> assertThat(no.code()).isEqualTo(ErrorCode.CONFLICT))
                    .hasMessageContaining("Load it instead");

            admin.loadReplica(ID);
            long second = next(events, ReplicaState.READY).pid();
            assertThat(second).isNotEqualTo(pid);
            assertThat(admin.loadReplica(ID).pid()).isEqualTo(second);

            admin.restartReplica(ID, true);
            assertThat(next(events, ReplicaState.READY).pid()).isNotEqualTo(second);

            ReplicasSampled sample = (ReplicasSampled) next(events, ReplicasSampled.class);
            assertThat(sample.replicas()).singleElement().satisfies(one -> {
                assertThat(one.id()).isEqualTo(ID);
                assertThat(one.load().slots()).isPositive();
            });
        }
    }

    @Test
    void whatWasUnloadedIsStillUnloadedAfterARestartOfThePlatform() {
        try (RunningPlatform running = RunningPlatform.start(directory);
                AdminClient admin = running.admin(running.token("operator", Role.OPERATOR))) {
            admin.unloadReplica(ID, true);
        }

        try (RunningPlatform again = RunningPlatform.start(directory);
                AdminClient admin = again.admin(again.token("operator", Role.OPERATOR))) {
            awaitState(admin, ReplicaState.STOPPED);
            admin.loadReplica(ID);
            awaitState(admin, ReplicaState.READY);
        }
        assertThat(UnloadedReplicas.in(directory).ids()).isEmpty();
    }

    @Test
    void whoMayOnlyLookMayNotActAndWhatThereIsNotIsNotFound() {
        try (RunningPlatform running = RunningPlatform.start(directory)) {
            String auditor = running.token("auditor", Role.AUDITOR);
            String operator = running.token("operator", Role.OPERATOR);

            assertThat(running.send("GET", "/admin/v1/replicas", auditor).statusCode())
                    .isEqualTo(200);
            for (String act : new String[] {"load", "unload", "restart"}) {
                HttpResponse<String> refused = post(running, ID + "/" + act, auditor);
                assertThat(refused.statusCode()).isEqualTo(403);
                HttpResponse<String> absent = post(running, "ghost/" + act, operator);
                assertThat(absent.statusCode()).isEqualTo(404);
                assertThat(RunningPlatform.message(absent)).contains("ghost");
            }
            HttpResponse<String> unclear = post(running, ID + "/unload?now=perhaps", operator);
            assertThat(unclear.statusCode()).isEqualTo(400);
            assertThat(RunningPlatform.message(unclear)).contains("now must be one of true, false");
        }
    }

    private static HttpResponse<String> post(RunningPlatform running, String act, String token) {
        return running.send("POST", "/admin/v1/replicas/" + act, token);
    }

    private static Replica replica(AdminClient admin) {
        return admin.replicas().data().getFirst();
    }

    private static void awaitState(AdminClient admin, ReplicaState state) {
        await().atMost(SOON).until(() -> replica(admin).state() == state);
    }

    private static Replica next(EventStream events, ReplicaState state) throws InterruptedException {
        while (true) {
            if (next(events, ReplicaChanged.class) instanceof ReplicaChanged changed
                    && changed.replica().state() == state) {
                return changed.replica();
            }
        }
    }

    private static PlatformEvent next(EventStream events, Class<? extends PlatformEvent> wanted)
            throws InterruptedException {
        while (true) {
            EventStream.Entry entry = events.next();
            assertThat(entry).isNotNull();
            if (wanted.isInstance(entry.event())) {
                return entry.event();
            }
        }
    }
}
