package dev.llmaas.console.desktop.playground;

import dev.llmaas.api.Money;
import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.openai.Embeddings;
import dev.llmaas.api.openai.EmbeddingsRequest;
import dev.llmaas.client.OpenAiClient;
import dev.llmaas.console.Limits;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.session.Endpoint;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/** Texts that become vectors, compared each with each. */
public final class EmbeddingsViewModel {
    /** What a model must be able to do. */
    static final String CAPABILITY = "embeddings";

    private final CatalogueModels models;
    private final OpenAiClient openAi;
    private final InstantSource clock;
    private final Endpoint endpoint;
    private final ObjectProperty<@Nullable CatalogModel> model = new SimpleObjectProperty<>();
    private final StringProperty texts = new SimpleStringProperty("");
    private final Trial<Similarity> trial;

    /**
     * How near texts are to each other.
     *
     * @param texts the texts
     * @param cosines the cosine of the angle between their vectors, -1 to 1, a row a text
     * @param dimensions numbers of a vector
     * @param tokens tokens read
     * @param cost their price by the catalogue
     * @param tookMs from sending to the answer
     */
    public record Similarity(
            List<String> texts, List<List<Double>> cosines, int dimensions, long tokens, Money cost, long tookMs) {}

    /** Nothing compared yet. */
    public EmbeddingsViewModel(
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

    /** The texts, one a line. */
    public StringProperty textsProperty() {
        return texts;
    }

    /** What was tried. */
    public Trial<Similarity> trial() {
        return trial;
    }

    /** Whether there is a model, and something to compare. */
    public boolean isReady() {
        return model.get() != null && lines().size() >= 2;
    }

    /** Compares. Does nothing unless it is ready. */
    public void run() {
        CatalogModel asked = model.get();
        if (asked == null || !isReady()) {
            return;
        }
        List<String> compared = lines();
        trial.start(() -> compare(asked, compared));
    }

    /** The request as code, by language. */
    public Map<String, String> code() {
        return new RequestCode(endpoint).embeddings(request(model.get(), lines()));
    }

    private List<String> lines() {
        return texts.get()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .limit(Limits.COMPARED_TEXTS_MAX)
                .toList();
    }

    private static EmbeddingsRequest request(@Nullable CatalogModel asked, List<String> lines) {
        return EmbeddingsRequest.of(asked == null ? "" : asked.id(), lines);
    }

    private Similarity compare(CatalogModel asked, List<String> compared) {
        long sentAtMs = clock.millis();
        Embeddings answer = openAi.embeddings(request(asked, compared));
        long tookMs = clock.millis() - sentAtMs;
        List<float[]> vectors =
                answer.data().stream().map(one -> one.embedding().numbers()).toList();
        List<List<Double>> cosines = new ArrayList<>();
        for (float[] one : vectors) {
            cosines.add(vectors.stream().map(other -> cosine(one, other)).toList());
        }
        long tokens = answer.usage().promptTokens();
        return new Similarity(
                compared,
                List.copyOf(cosines),
                vectors.isEmpty() ? 0 : vectors.getFirst().length,
                tokens,
                asked.inputPrice().times(tokens),
                tookMs);
    }

    private static double cosine(float[] one, float[] other) {
        double product = 0;
        double oneSquared = 0;
        double otherSquared = 0;
        for (int i = 0; i < Math.min(one.length, other.length); i++) {
            product += (double) one[i] * other[i];
            oneSquared += (double) one[i] * one[i];
            otherSquared += (double) other[i] * other[i];
        }
        double lengths = Math.sqrt(oneSquared) * Math.sqrt(otherSquared);
        return lengths == 0 ? 0 : Math.clamp(product / lengths, -1, 1);
    }
}
