package dev.llmaas.console.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    void aProgramThatIsNotThereIsReported() {
        Path nowhere = data.resolve("no-java-here");
        LocalPlatform.Launch launch = new LocalPlatform.Launch(nowhere, List.of(), "x", data, 0);

        assertThatThrownBy(() -> LocalPlatform.start(launch, InstantSource.system()))
                .isInstanceOf(LocalPlatformException.class)
                .hasMessageContaining("cannot be started");
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
