package dev.llmaas.console.desktop.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.admin.Page;
import dev.llmaas.api.openai.Reranking;
import dev.llmaas.console.desktop.FakePlatform;
import dev.llmaas.console.desktop.Samples;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.session.Endpoint;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RerankViewModelTest {
    private final FakePlatform platform =
            new FakePlatform().answer("GET /admin/v1/models", new Page<>(Samples.wideCatalog(), null));

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void documentsComeBestFirstWithTheirText() throws InterruptedException {
        platform.answer(
                "POST /v1/rerank",
                new Reranking(
                        "r",
                        "bge-m3",
                        List.of(
                                new Reranking.Result(1, 0.93, null),
                                new Reranking.Result(0, 0.04, null),
                                new Reranking.Result(9, 0.01, null)),
                        Reranking.Counts.of(21, 2),
                        new Reranking.Meta(Reranking.RANK, new Reranking.BilledUnits(1)),
                        null));
        RerankViewModel rerank = ready();
        platform.taken(); // the models
        rerank.queryProperty().set(" capital of France ");
        rerank.documentsProperty().set("Berlin\nParis");

        rerank.run();

        await().until(() -> rerank.trial().stateProperty().get() instanceof Trial.State.Done);
        var found = ((Trial.State.Done<RerankViewModel.Ranking>)
                        rerank.trial().stateProperty().get())
                .value();
        assertThat(found.documents())
                .containsExactly(
                        new RerankViewModel.Ranked(1, "Paris", 0.93), new RerankViewModel.Ranked(0, "Berlin", 0.04));
        assertThat(found.tokens()).isEqualTo(21);
        assertThat(platform.taken().getBody().utf8()).contains("\"query\":\"capital of France\"");
    }

    @Test
    void aQuestionAndTwoDocumentsAreNeeded() {
        RerankViewModel rerank = ready();
        rerank.documentsProperty().set("one\ntwo");
        assertThat(rerank.isReady()).isFalse();
        rerank.queryProperty().set("?");
        assertThat(rerank.isReady()).isTrue();
        rerank.documentsProperty().set("one");
        assertThat(rerank.isReady()).isFalse();
    }

    @Test
    void aRequestCanBeGivenUp() {
        platform.stall("POST /v1/rerank");
        RerankViewModel rerank = ready();
        rerank.queryProperty().set("?");
        rerank.documentsProperty().set("one\ntwo");
        rerank.run();
        assertThat(rerank.trial().isRunning()).isTrue();

        rerank.trial().stop();

        assertThat(rerank.trial().stateProperty().get()).isInstanceOf(Trial.State.Idle.class);
        assertThat(rerank.code().get("Python")).contains("client.post(\"/rerank\"");
    }

    private RerankViewModel ready() {
        Background background = new Background(Runnable::run);
        CatalogueModels models = new CatalogueModels(platform.admin(), background);
        RerankViewModel made = new RerankViewModel(
                models, platform.openAi(), background, InstantSource.system(), Endpoint.of(platform.url()));
        models.reload();
        await().until(() -> made.modelProperty().get() != null);
        return made;
    }
}
