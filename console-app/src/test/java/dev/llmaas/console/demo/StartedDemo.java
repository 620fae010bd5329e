package dev.llmaas.console.demo;

import static org.awaitility.Awaitility.await;

import dev.llmaas.api.admin.Me;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.api.admin.Role;
import dev.llmaas.console.session.LocalPlatform;
import dev.llmaas.console.session.MemoryTokenStore;
import dev.llmaas.console.session.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;

/** The real platform in a process of its own, and its owner, signed in through the pages with a second factor. */
record StartedDemo(LocalPlatform platform, Session session, Me me) implements AutoCloseable {
    private static final Duration RUNNER_START_MAX = Duration.ofSeconds(60);

    /** Starts on {@code data}, or goes on with what is there. */
    static StartedDemo on(Path data) throws InterruptedException {
        InstantSource clock = InstantSource.system();
        LocalPlatform platform = LocalPlatform.start(
                new LocalPlatform.Launch(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        List.of("-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED"),
                        System.getProperty("java.class.path"),
                        data,
                        0),
                clock);
        Session session = Session.open(platform.profile(), new MemoryTokenStore(), clock);
        return new StartedDemo(
                platform, session, new DemoSignIn(platform, clock, System.err).signIn(session, Role.OWNER));
    }

    /** Waits until a runner answers that is another process than {@code before}; empty for any. */
    void awaitRunner(OptionalLong before) {
        await().atMost(RUNNER_START_MAX)
                .until(() -> session.admin().replicas().data().stream()
                        .anyMatch(replica -> replica.state() == ReplicaState.READY
                                && replica.pid() != null
                                && (before.isEmpty() || replica.pid() != before.getAsLong())));
    }

    @Override
    public void close() {
        session.close();
        platform.close();
    }
}
