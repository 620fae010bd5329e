package dev.llmaas.console.demo;

import dev.llmaas.api.admin.Me;
import dev.llmaas.api.admin.PlatformDescription.SignInProvider;
import dev.llmaas.api.admin.Role;
import dev.llmaas.console.session.DemoUser;
import dev.llmaas.console.session.LocalPlatform;
import dev.llmaas.console.session.Session;
import java.io.PrintStream;
import java.net.URI;
import java.time.InstantSource;

/** Signs demonstration users in without a person: the session waits for a browser, and a {@link DemoBrowser} comes. */
final class DemoSignIn {
    private final LocalPlatform platform;
    private final InstantSource clock;
    private final PrintStream err;

    /**
     * Sign-ins at {@code platform}.
     *
     * @param err where the browser says what went wrong
     */
    DemoSignIn(LocalPlatform platform, InstantSource clock, PrintStream err) {
        this.platform = platform;
        this.clock = clock;
        this.err = err;
    }

    /**
     * Signs the user of this role in.
     *
     * @throws DemoException if there is none, or no demonstration
     * @throws InterruptedException if the browser failed, or the caller gave up
     */
    Me signIn(Session session, Role role) throws InterruptedException {
        SignInProvider provider = session.describe().providers().stream()
                .filter(SignInProvider::demonstration)
                .findFirst()
                .orElseThrow(() -> new DemoException("The platform offers no demonstration sign-in."));
        DemoUser user = platform.users().stream()
                .filter(candidate -> candidate.role() == role)
                .findFirst()
                .orElseThrow(
                        () -> new DemoException("There is no demonstration user with the role %s.".formatted(role)));
        DemoBrowser browser = new DemoBrowser(platform.profile(), user, clock);
        return session.signIn(provider, address -> open(browser, address));
    }

    /** On a thread of its own, as a browser would be. */
    private void open(DemoBrowser browser, URI address) {
        Thread waiting = Thread.currentThread();
        Thread.ofVirtual().name("demo-browser").start(() -> {
            try {
                browser.signIn(address);
            } catch (DemoException failed) {
                err.println(failed.getMessage());
                waiting.interrupt();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
