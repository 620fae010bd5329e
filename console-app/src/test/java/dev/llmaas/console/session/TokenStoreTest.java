package dev.llmaas.console.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.client.auth.TokenStore;
import dev.llmaas.client.auth.TokenStore.Place;
import dev.llmaas.client.auth.TokenStore.Turn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenStoreTest {
    @TempDir
    Path home;

    @Test
    void theFileBelongsToItsOwnerAlone() throws Exception {
        TokenStore store = new FileTokenStore(home.resolve("config"));

        store.write("https://one.example a b", "secret");

        Path file = home.resolve("config").resolve("session.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void sessionsOfPlatformsAreKeptApartAndOutliveTheProcess() {
        Path directory = home.resolve("config");
        new FileTokenStore(directory).write("one", "1");
        new FileTokenStore(directory).write("two", "2");
        new FileTokenStore(directory).delete("one");

        assertThat(new FileTokenStore(directory).read("one")).isEmpty();
        assertThat(new FileTokenStore(directory).read("two")).contains("2");
    }

    @Test
    void aDamagedFileIsAsGoodAsNone() throws Exception {
        Files.writeString(home.resolve("session.json"), "{ not JSON");
        TokenStore store = new FileTokenStore(home);

        assertThat(store.read("one")).isEmpty();
        store.write("one", "1");
        assertThat(store.read("one")).contains("1");
    }

    @Test
    void twoStoresOnTheSameFilesTakeTurns() throws Exception {
        TokenStore first = new FileTokenStore(home);
        TokenStore second = new FileTokenStore(home);
        CompletableFuture<String> renewed = new CompletableFuture<>();

        try (Turn _ = first.turn("one")) {
            Thread.ofVirtual().start(() -> {
                try (Turn _ = second.turn("one")) {
                    renewed.complete(second.read("one").orElse("nothing"));
                }
            });
            first.write("one", "rotated");
        }

        assertThat(renewed.get(10, TimeUnit.SECONDS)).isEqualTo("rotated");
    }

    @Test
    void withoutAKeychainTheTerminalUsesAFileAndTheDesktopItsMemory() {
        Directories directories = new Directories(home.resolve("config"), home.resolve("data"));

        assertThat(TokenStores.forTerminal(directories).place()).isIn(Place.KEYCHAIN, Place.FILE);
        assertThat(TokenStores.forDesktop(directories).place()).isIn(Place.KEYCHAIN, Place.MEMORY);
    }
}
