package dev.llmaas.console.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.console.Limits;
import dev.llmaas.console.i18n.Language;
import dev.llmaas.console.i18n.Messages;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPlatformTest {
    private static final Path JAVA =
            Path.of(ProcessHandle.current().info().command().orElse("java"));

    @TempDir
    Path data;

    @Test
    void aPlatformThatEndsAtOnceIsReportedInItsOwnWords() {
        LocalPlatform.Launch launch = new LocalPlatform.Launch(JAVA, List.of(), data.toString(), data, 0);

        assertThatThrownBy(() -> LocalPlatform.start(launch, InstantSource.system()))
                .isInstanceOf(LocalPlatformException.class)
                .hasMessage("Error: Could not find or load main class dev.llmaas.platform.PlatformMain");
        assertThat(data.resolve("platform.log")).content().contains("Caused by");
    }

    @Test
    void aStartThatFailsLeavesTheLogOfTheOneThatRunsAlone() throws Exception {
        Files.writeString(data.resolve("platform.log"), "the running platform said this\n");
        LocalPlatform.Launch launch = new LocalPlatform.Launch(JAVA, List.of("-version"), "x", data, 0);

        assertThatThrownBy(() -> LocalPlatform.start(launch, InstantSource.system()))
                .isInstanceOf(LocalPlatformException.class)
                .hasMessageNotContaining("the running platform said this");
        assertThat(data.resolve("platform.log")).content().startsWith("the running platform said this\n");
    }

    @Test
    void aLongLogIsPutAside() throws Exception {
        try (RandomAccessFile log =
                new RandomAccessFile(data.resolve("platform.log").toFile(), "rw")) {
            log.setLength(Limits.PLATFORM_LOG_BYTES_MAX + 1);
        }
        LocalPlatform.Launch launch = new LocalPlatform.Launch(JAVA, List.of("-version"), "x", data, 0);

        assertThatThrownBy(() -> LocalPlatform.start(launch, InstantSource.system()))
                .isInstanceOf(LocalPlatformException.class);

        assertThat(data.resolve("platform.old.log")).hasSize(Limits.PLATFORM_LOG_BYTES_MAX + 1);
        assertThat(Files.size(data.resolve("platform.log"))).isLessThan(10_000);
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamedWithWhatToDo() throws Exception {
        Path file = Files.writeString(data.resolve("file"), "");
        LocalPlatform.Launch launch = new LocalPlatform.Launch(JAVA, List.of(), "x", file.resolve("below"), 0);

        assertThatThrownBy(() -> LocalPlatform.start(launch, InstantSource.system()))
                .isInstanceOf(LocalPlatformException.class)
                .hasMessageContaining(file.resolve("below") + " cannot be made or written to")
                .hasMessageContaining("--data");
    }

    @Test
    void aProgramThatIsNotThereIsReported() {
        Path nowhere = data.resolve("no-java-here");
        LocalPlatform.Launch launch = new LocalPlatform.Launch(nowhere, List.of(), "x", data, 0);

        assertThatThrownBy(() -> LocalPlatform.start(launch, InstantSource.system()))
                .isInstanceOf(LocalPlatformException.class)
                .hasMessageContaining("cannot be started")
                .isInstanceOfSatisfying(MachineException.class, why -> {
                    Messages french = Messages.of(Language.FRENCH);
                    assertThat(french.has(why.key())).isTrue();
                    assertThat(french.text(why.key(), why.arguments().toArray()))
                            .startsWith("La plateforme locale ne peut démarrer dans " + data);
                });
    }

    @Test
    void demonstrationUsersHaveCodes() throws Exception {
        Path file = data.resolve("demo-users.json");
        Files.writeString(file, """
                [{"user": "owner@demo.example", "password": "p", "totp_secret": "JBSWY3DPEHPK3PXP", "role": "owner"}]
                """);

        List<DemoUser> users = DemoUser.read(file);

        assertThat(users).singleElement().satisfies(user -> {
            assertThat(user.code(java.time.Instant.EPOCH)).matches("\\d{6}");
            assertThat(user.toString()).doesNotContain("JBSWY3DPEHPK3PXP");
        });
    }
}
