package dev.llmaas.console.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmaas.api.admin.Me;
import dev.llmaas.api.admin.PlatformDescription.SignInProvider;
import dev.llmaas.api.admin.Role;
import dev.llmaas.client.auth.SignInException;
import dev.llmaas.client.auth.SignInException.Reason;
import dev.llmaas.client.auth.TokenStore;
import dev.llmaas.console.demo.DemoBrowser;
import dev.llmaas.platform.DemoConfig;
import dev.llmaas.platform.Platform;
import dev.llmaas.platform.PlatformConfig;
import dev.llmaas.platform.PlatformMain;
import dev.llmaas.platform.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The session against the real platform and its bundled provider. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionTest {
    private static final InstantSource CLOCK = InstantSource.system();

    private Path data;
    private Platform platform;
    private Profile profile;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        data = directory;
        platform = Platform.start(
                PlatformConfig.standard()
                        .withDataDirectory(directory)
                        .withDemo(DemoConfig.ON)
                        .withServer(ServerConfig.STANDARD.withPort(0)),
                PlatformMain.machine(),
                CLOCK);
        profile = Profile.of("here", platform.url())
                .withAuthority(Files.readString(platform.authorityFile().orElseThrow()));
    }

    @AfterAll
    void stop() {
        platform.close();
    }

    @Test
    void aSessionGoesOnAfterARestart() throws Exception {
        TokenStore store = new MemoryTokenStore();
        try (Session first = Session.open(profile, store, CLOCK)) {
            assertThat(first.resume()).isEmpty();
            Me me = first.signIn(provider(first), browser(Role.ADMINISTRATOR));
            assertThat(me.roles()).contains(Role.ADMINISTRATOR);
            assertThat(first.profile().provider()).isEqualTo(provider(first).id());
        }

        for (int restart = 0; restart < 3; restart++) {
            try (Session again = Session.open(profile, store, CLOCK)) {
                assertThat(again.resume())
                        .map(Me::roles)
                        .hasValueSatisfying(roles -> assertThat(roles).contains(Role.ADMINISTRATOR));
                assertThat(again.admin().allKeys()).isNotNull();
            }
        }
    }

    @Test
    void twoProgramsShareOneSessionAlthoughTheProviderRotates() throws Exception {
        TokenStore store = new MemoryTokenStore();
        // Tokens look ended to these clocks, so that every call renews.
        InstantSource late = () -> CLOCK.instant().plusSeconds(3_600);
        try (Session desktop = Session.open(profile, store, CLOCK)) {
            desktop.signIn(provider(desktop), browser(Role.OWNER));
        }
        try (Session desktop = Session.open(profile, store, late);
                Session terminal = Session.open(profile, store, late)) {
            assertThat(desktop.resume()).isPresent();
            assertThat(terminal.resume()).isPresent();

            assertThat(desktop.admin().me().email())
                    .isEqualTo(terminal.admin().me().email());
            assertThat(desktop.resume()).isPresent();
        }
    }

    @Test
    void aPersonSignsInOnAnotherDevice() throws Exception {
        try (Session session = Session.open(profile, new MemoryTokenStore(), CLOCK)) {
            Me me = session.signInOnDevice(
                    provider(session), prompt -> browser(Role.AUDITOR).accept(prompt.verificationUriComplete()));

            assertThat(me.roles()).contains(Role.AUDITOR);
        }
    }

    @Test
    void whoSignsOutIsOutEverywhere() throws Exception {
        TokenStore store = new MemoryTokenStore();
        Session session = Session.open(profile, store, CLOCK);
        session.signIn(provider(session), browser(Role.DEVELOPER));

        session.signOut();

        assertThat(session.isSignedIn()).isFalse();
        assertThat(session.resume()).isEmpty();
        assertThat(catchThrowableOfType(SignInException.class, session::admin).reason())
                .isEqualTo(Reason.SESSION_OVER);
        session.close();
    }

    private static SignInProvider provider(Session session) {
        return session.describe().providers().getFirst();
    }

    private Consumer<URI> browser(Role role) {
        DemoUser user = DemoUser.read(data.resolve("demo-users.json")).stream()
                .filter(known -> known.role() == role)
                .findFirst()
                .orElseThrow();
        return address -> Thread.ofVirtual().start(() -> {
            try {
                new DemoBrowser(profile, user, CLOCK).signIn(address);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
