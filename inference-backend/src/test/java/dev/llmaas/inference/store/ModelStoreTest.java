package dev.llmaas.inference.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.models.StoredModel;
import dev.llmaas.inference.store.ModelStore.Held;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {
    private static final Path MODEL = Path.of("../assets/models/guide-chat.gguf");

    @TempDir
    Path folder;

    @Test
    void whatIsOrWasHeldIsNoModelOfItsOwn() throws Exception {
        ModelStore store = new ModelStore(folder);
        Path place = folder.resolve("acme/guide/guide.gguf");
        Files.createDirectories(place.getParent());
        Files.copy(MODEL, place);

        try (Held _ = store.hold(place)) {
            assertThat(store.list()).extracting(StoredModel::name).containsExactly("acme/guide/guide.gguf");
        }
        assertThat(store.list()).extracting(StoredModel::problem).containsOnlyNulls();
    }
}
