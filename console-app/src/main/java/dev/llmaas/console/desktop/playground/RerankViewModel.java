package dev.llmaas.console.desktop.playground;

import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.openai.RerankRequest;
import dev.llmaas.api.openai.Reranking;
import dev.llmaas.client.OpenAiClient;
import dev.llmaas.console.Limits;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.session.Endpoint;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/** Documents that are put into the order in which they fit a question. */
public final class RerankViewModel {
    /** What a model must be able to do. */
    static final String CAPABILITY = "rerank";

    private final CatalogueModels models;
    private final OpenAiClient openAi;
    private final InstantSource clock;
    private final Endpoint endpoint;
    private final ObjectProperty<@Nullable CatalogModel> model = new SimpleObjectProperty<>();
    private final StringProperty query = new SimpleStringProperty("");
    private final StringProperty documents = new SimpleStringProperty("");
    private final Trial<Ranking> trial;

    /**
     * A document in its place.
     *
     * @param index its place as typed, from 0
     * @param text what it says
     * @param score how well it fits, 0 to 1
     */
    public record Ranked(int index, String text, double score) {}

    /**
     * Documents, the one that fits best first.
     *
     * @param documents the documents
     * @param tokens tokens read
     * @param tookMs from sending to the answer
     */
    public record Ranking(List<Ranked> documents, long tokens, long tookMs) {}

    /** Nothing ranked yet. */
    public RerankViewModel(
            CatalogueModels models,
            OpenAiClient openAi,
            Background background,
            InstantSource clock,
            Endpoint endpoint) {
        this.models = models;
        this.openAi = openAi;
        this.clock = clock;
        this.endpoint = endpoint;
        this.trial = new Trial<>(background);
        models.choose(CAPABILITY, model);
    }

    /** The models of the platform. */
    public CatalogueModels models() {
        return models;
    }

    /** The model that is asked. */
    public ObjectProperty<@Nullable CatalogModel> modelProperty() {
        return model;
    }

    /** The question. */
    public StringProperty queryProperty() {
        return query;
    }

    /** The documents, one a line. */
    public StringProperty documentsProperty() {
        return documents;
    }

    /** What was tried. */
    public Trial<Ranking> trial() {
        return trial;
    }

    /** Whether there is a model, a question, and something to put into order. */
    public boolean isReady() {
        return model.get() != null && !query.get().isBlank() && lines().size() >= 2;
    }

    /** Ranks. Does nothing unless it is ready. */
    public void run() {
        CatalogModel asked = model.get();
        if (asked == null || !isReady()) {
            return;
        }
        List<String> ranked = lines();
        String question = query.get().strip();
        trial.start(() -> rank(asked, question, ranked));
    }

    /** The request as code, by language. */
    public Map<String, String> code() {
        CatalogModel asked = model.get();
        return new RequestCode(endpoint)
                .rerank(RerankRequest.of(
                        asked == null ? "" : asked.id(), query.get().strip(), lines()));
    }

    private List<String> lines() {
        return documents
                .get()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .limit(Limits.RANKED_DOCUMENTS_MAX)
                .toList();
    }

    private Ranking rank(CatalogModel asked, String question, List<String> texts) {
        long sentAtMs = clock.millis();
        Reranking answer = openAi.rerank(RerankRequest.of(asked.id(), question, texts));
        List<Ranked> ranked = answer.results().stream()
                .filter(result -> result.index() >= 0 && result.index() < texts.size())
                .map(result -> new Ranked(result.index(), texts.get(result.index()), result.relevanceScore()))
                .toList();
        return new Ranking(ranked, answer.usage().promptTokens(), clock.millis() - sentAtMs);
    }
}
