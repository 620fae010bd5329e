package dev.llmaas.console.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DirectoriesTest {
    private static final Path HOME = Path.of("/home/ada");

    @Test
    void linuxFollowsTheBaseDirectories() {
        assertThat(Directories.of("Linux", HOME, Map.of("XDG_CONFIG_HOME", "/elsewhere", "XDG_DATA_HOME", "relative")))
                .isEqualTo(new Directories(Path.of("/elsewhere/llmaas"), HOME.resolve(".local/share/llmaas")));
    }

    @Test
    void windowsAndMacHaveTheirOwnHabits() {
        assertThat(Directories.of("Windows 11", HOME, Map.of()))
                .isEqualTo(
                        new Directories(HOME.resolve("AppData/Roaming/llmaas"), HOME.resolve("AppData/Local/llmaas")));
        assertThat(Directories.of("Mac OS X", HOME, Map.of()).config())
                .isEqualTo(HOME.resolve("Library/Application Support/llmaas"));
    }
}
