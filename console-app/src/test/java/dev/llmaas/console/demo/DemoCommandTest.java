package dev.llmaas.console.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DemoCommandTest {
    @Test
    void aPortThatIsNoneIsAMistakeOfUseThatNamesTheBound() {
        for (String port : List.of("99999", "-1")) {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            DemoCommand command = new DemoCommand(
                    new BundledPlatform(Path.of("java"), List.of(), ""),
                    Path.of("unused"),
                    InstantSource.system(),
                    new PrintStream(said, true, StandardCharsets.UTF_8),
                    new PrintStream(said, true, StandardCharsets.UTF_8),
                    _ -> 0);

            int exitCode = new CommandLine(command).execute("--port", port);

            assertThat(exitCode).isEqualTo(64);
            assertThat(said.toString(StandardCharsets.UTF_8)).contains("--port: " + port, "0 and 65535");
        }
    }
}
