package dev.llmaas.console.terminal;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.Role;
import dev.llmaas.console.demo.DemoBrowser;
import dev.llmaas.console.session.DemoUser;
import dev.llmaas.console.session.Profile;
import dev.llmaas.platform.DemoConfig;
import dev.llmaas.platform.Platform;
import dev.llmaas.platform.PlatformConfig;
import dev.llmaas.platform.PlatformMain;
import dev.llmaas.platform.ServerConfig;
import dev.llmaas.platform.catalog.ModelConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.type.TypeReference;

/** The real platform with its bundled provider, a scripted model, and browsers in which its people sign in. */
record DemoAtHome(Platform platform, Path directory) implements AutoCloseable {
    private static final InstantSource CLOCK = InstantSource.system();

    /** Starts one with its data in {@code directory}. */
    static DemoAtHome start(Path directory) {
        return new DemoAtHome(
                Platform.start(
                        PlatformConfig.standard()
                                .withDataDirectory(directory)
                                .withDemo(DemoConfig.ON)
                                .withServer(ServerConfig.STANDARD.withPort(0))
                                .withModels(List.of(ModelConfig.ofUpstream("echo", URI.create("scripted:?tokens=8")))),
                        PlatformMain.machine(),
                        CLOCK),
                directory);
    }

    /** A browser in which somebody with this role signs in. */
    Consumer<URI> browser(Role role) {
        return address -> Thread.ofVirtual().start(() -> {
            try {
                new DemoBrowser(profile(), user(role), CLOCK).signIn(address);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private Profile profile() {
        try {
            return Profile.of("here", platform.url())
                    .withAuthority(Files.readString(platform.authorityFile().orElseThrow()));
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private DemoUser user(Role role) {
        List<DemoUser> users = WireJson.mapper()
                .readValue(directory.resolve("demo-users.json").toFile(), new TypeReference<List<DemoUser>>() {});
        return users.stream().filter(user -> user.role() == role).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        platform.close();
    }
}
