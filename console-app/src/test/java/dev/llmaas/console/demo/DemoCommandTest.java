package dev.llmaas.console.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.Role;
import dev.llmaas.console.session.DemoUser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DemoCommandTest {
    private static final Instant NOW = Instant.parse("2026-11-24T14:32:00Z");

    @TempDir
    private Path data;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void theUsersAreListedWithTheirCodesOfTheMoment() throws IOException {
        DemoUser owner = new DemoUser("olivia", "tulip-harbor-42", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", Role.OWNER);
        Files.write(data.resolve("demo-users.json"), WireJson.mapper().writeValueAsBytes(List.of(owner)));

        assertThat(run("--users", "--data", data.toString())).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("olivia", "owner", "tulip-harbor-42", owner.code(NOW), "valid for 30 s");
    }

    @Test
    void whereThereIsNoDemonstrationThereAreNoUsers() {
        assertThat(run("--users", "--data", data.toString())).isEqualTo(70);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains(data.toString(), "llmaas demo");
    }

    @Test
    void aPortThatIsNoneIsAMistakeOfUseThatNamesTheBound() {
        for (String port : List.of("99999", "-1")) {
            assertThat(run("--port", port)).isEqualTo(64);
            assertThat(said.toString(StandardCharsets.UTF_8)).contains("--port: " + port, "0 and 65535");
        }
    }

    private int run(String... arguments) {
        DemoCommand command = new DemoCommand(
                new BundledPlatform(Path.of("java"), List.of(), ""),
                Path.of("unused"),
                InstantSource.fixed(NOW),
                new PrintStream(said, true, StandardCharsets.UTF_8),
                new PrintStream(said, true, StandardCharsets.UTF_8),
                _ -> 0);
        return new CommandLine(command).execute(arguments);
    }
}
