package dev.llmaas.console.desktop.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.admin.Page;
import dev.llmaas.console.desktop.FakePlatform;
import dev.llmaas.console.desktop.Samples;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.session.Endpoint;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class PlaygroundRoomsTest {
    @Test
    void eachRoomChoosesAModelThatCanDoItsWork() {
        try (FakePlatform platform =
                new FakePlatform().answer("GET /admin/v1/models", new Page<>(Samples.wideCatalog(), null))) {
            PlaygroundRooms rooms = rooms(platform);

            rooms.reload();

            await().until(() -> rooms.transcription().modelProperty().get() != null
                    && rooms.chat().modelProperty().get() != null);
            assertThat(rooms.chat().modelProperty().get().id()).isEqualTo(Samples.MODELS.getFirst());
            assertThat(rooms.embeddings().modelProperty().get().id()).isEqualTo("bge-m3");
            assertThat(rooms.rerank().modelProperty().get().id()).isEqualTo("bge-m3");
            assertThat(rooms.transcription().modelProperty().get().id()).isEqualTo("whisper-large-v3");
        }
    }

    private static PlaygroundRooms rooms(FakePlatform platform) {
        return PlaygroundRooms.of(
                platform.admin(),
                platform.openAi(),
                new Background(Runnable::run),
                InstantSource.system(),
                Endpoint.of(platform.url()));
    }
}
