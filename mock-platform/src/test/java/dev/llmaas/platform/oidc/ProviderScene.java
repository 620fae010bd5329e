package dev.llmaas.platform.oidc;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A bundled provider of its own for each test, a browser in front of it, and the steps of a sign-in. */
abstract class ProviderScene {
    @TempDir
    Path directory;

    RunningProvider running;
    PretendBrowser browser;
    SignedIn steps;

    @BeforeEach
    void start() throws Exception {
        running = new RunningProvider(directory);
        browser = new PretendBrowser(running.authority);
        steps = new SignedIn(running, browser);
    }

    @AfterEach
    void stop() {
        browser.close();
        running.close();
    }
}
