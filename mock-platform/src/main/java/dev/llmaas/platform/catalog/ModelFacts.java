package dev.llmaas.platform.catalog;

import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.models.Gguf;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Completes a configured model with what its file says about itself. Stateless; reads the file's header. */
public final class ModelFacts {
    private static final Logger log = LoggerFactory.getLogger(ModelFacts.class);

    private ModelFacts() {}

    /** The catalogue's entry. A file that cannot be read leaves it without facts; the pool says what is wrong with it. */
    public static CatalogModel of(ModelConfig config) {
        Optional<Gguf> file = Optional.ofNullable(config.file())
                .filter(path -> path.toString().endsWith(".gguf"))
                .flatMap(ModelFacts::header);
        int ownContext = file.map(Gguf::contextLength)
                .map(tokens -> Math.toIntExact(Math.min(Integer.MAX_VALUE, tokens.orElse(0))))
                .orElse(0);
        return new CatalogModel(
                config.id(),
                config.aliases(),
                orElse(config.publisher(), file.flatMap(header -> header.text("general.author"))),
                orElse(config.description(), file.flatMap(header -> header.text("general.description"))),
                orElse(config.licence(), file.flatMap(header -> header.text("general.license"))),
                config.parameters() > 0
                        ? config.parameters()
                        : file.map(Gguf::parameters).orElse(0L),
                config.contextTokens() > 0 ? config.contextTokens() : ownContext,
                config.capabilities(),
                config.inputPricePerToken(),
                config.outputPricePerToken(),
                config.pricePerDocument(),
                config.pricePerAudioMinute(),
                config.life(),
                false);
    }

    private static Optional<Gguf> header(Path path) {
        try {
            return Optional.of(Gguf.read(path));
        } catch (EngineStartException unusable) {
            log.warn("no facts about a model: {}", unusable.sentence());
            return Optional.empty();
        }
    }

    private static String orElse(String given, Optional<String> otherwise) {
        return given.isEmpty() ? otherwise.orElse("") : given;
    }
}
