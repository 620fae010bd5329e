package dev.llmaas.console.desktop.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.admin.Page;
import dev.llmaas.api.openai.Embeddings;
import dev.llmaas.console.desktop.FakePlatform;
import dev.llmaas.console.desktop.Samples;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.desktop.async.Failure;
import dev.llmaas.console.session.Endpoint;
import java.time.InstantSource;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmbeddingsViewModelTest {
    private final FakePlatform platform =
            new FakePlatform().answer("GET /admin/v1/models", new Page<>(Samples.wideCatalog(), null));

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void textsAreComparedEachWithEach() {
        platform.answer(
                "POST /v1/embeddings",
                Embeddings.of("bge-m3", List.of(vector(0, 3, 0), vector(1, 0, 2), vector(2, 1, 1)), 30));
        EmbeddingsViewModel embeddings = ready();
        embeddings.textsProperty().set("one\n\n two \nthree");

        embeddings.run();

        await().until(() -> embeddings.trial().stateProperty().get() instanceof Trial.State.Done);
        var found = ((Trial.State.Done<EmbeddingsViewModel.Similarity>)
                        embeddings.trial().stateProperty().get())
                .value();
        assertThat(found.texts()).containsExactly("one", "two", "three");
        assertThat(found.cosines().get(0).get(0)).isEqualTo(1, Offset.offset(1e-9));
        assertThat(found.cosines().get(0).get(1)).isZero();
        assertThat(found.cosines().get(1).get(2)).isEqualTo(Math.sqrt(0.5), Offset.offset(1e-7));
        assertThat(found.cost().nanoEuros()).isEqualTo(3_000);
    }

    @Test
    void oneTextIsNothingToCompare() {
        EmbeddingsViewModel embeddings = ready();
        embeddings.textsProperty().set("alone");

        assertThat(embeddings.isReady()).isFalse();
        embeddings.run();
        assertThat(embeddings.trial().stateProperty().get()).isInstanceOf(Trial.State.Idle.class);
    }

    @Test
    void whatThePlatformLacksIsToldInItsWords() {
        platform.refuse("POST /v1/embeddings", ErrorCode.NOT_IMPLEMENTED);
        EmbeddingsViewModel embeddings = ready();
        embeddings.textsProperty().set("one\ntwo");

        embeddings.run();

        await().until(() -> embeddings.trial().stateProperty().get() instanceof Trial.State.Failed);
        Failure failure = ((Trial.State.Failed<EmbeddingsViewModel.Similarity>)
                        embeddings.trial().stateProperty().get())
                .failure();
        assertThat(((Failure.Refused) failure).sentence()).isNotBlank();
    }

    @Test
    void theRequestIsShownInFourLanguages() {
        EmbeddingsViewModel embeddings = ready();
        embeddings.textsProperty().set("it's\ntwo");

        assertThat(embeddings.code()).containsOnlyKeys("curl", "Python", "Node.js", "Java", "JSON");
        assertThat(embeddings.code().get("curl")).contains("/v1/embeddings", "it'\\''s");
        assertThat(embeddings.code().get("Java")).contains("/v1/embeddings\"");
    }

    private static Embeddings.Embedding vector(int index, float... numbers) {
        return Embeddings.Embedding.of(index, Embeddings.Vector.of(numbers, false));
    }

    private EmbeddingsViewModel ready() {
        Background background = new Background(Runnable::run);
        CatalogueModels models = new CatalogueModels(platform.admin(), background);
        EmbeddingsViewModel made = new EmbeddingsViewModel(
                models, platform.openAi(), background, InstantSource.system(), Endpoint.of(platform.url()));
        models.reload();
        await().until(() -> made.modelProperty().get() != null);
        return made;
    }
}
