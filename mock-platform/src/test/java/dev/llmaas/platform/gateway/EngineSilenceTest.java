package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineSilenceTest {
    @TempDir
    Path directory;

    @Test
    void anEngineThatFallsSilentEndsWithATimeOutAndWhatItMadeIsBilled() {
        Patience little = new Patience(
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
        try (Corridor corridor =
                new Corridor(directory, little, Map.of("m", URI.create("scripted:///?tokens=2"))).ready()) {
            corridor.warm("m");
            IssuedApiKey key = corridor.key(KeyLimits.NONE);
            try (RawClient client = new RawClient(
                    corridor.running.server.plainPort(),
                    key.secret(),
                    "{\"model\":\"m\",\"stream\":true,\"script\":\"tokens=9&fault=stall-after:3\","
                            + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}]}")) {
                List<String> events = client.events(4);

                assertThat(events.getLast()).contains("\"code\":\"engine_timeout\"");
            }
            assertThat(corridor.row(key).completion()).isEqualTo(3);
            assertThat(corridor.outcomes(key)).containsExactly("engine_failed");
            assertThat(corridor.published(key)).hasSize(1);
        }
    }
}
