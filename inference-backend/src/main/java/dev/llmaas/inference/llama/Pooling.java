package dev.llmaas.inference.llama;

import dev.llmaas.inference.models.Gguf;
import java.util.Optional;
import java.util.Set;

/** How a model makes one vector, or one score, of the many vectors of a text's tokens. */
enum Pooling {
    /** Their mean. */
    MEAN(1),
    /** The first one. */
    CLS(2),
    /** The last one. */
    LAST(3),
    /** A head that was trained to tell how well two texts go together. */
    RANK(4);

    /** Architectures that only make vectors; those that also generate say in their file that they do not. */
    private static final Set<String> ENCODERS = Set.of(
            "bert",
            "modern-bert",
            "neo-bert",
            "nomic-bert",
            "nomic-bert-moe",
            "jina-bert-v2",
            "jina-bert-v3",
            "eurobert",
            "gemma-embedding",
            "t5encoder");

    private final int number;

    Pooling(int number) {
        this.number = number;
    }

    /** The number by which llama.cpp and model files know it. */
    int number() {
        return number;
    }

    /** How a model makes vectors; empty for a model that generates text. */
    static Optional<Pooling> of(Gguf file) {
        long stated = file.ofArchitecture("pooling_type").orElse(0);
        for (Pooling pooling : values()) {
            if (pooling.number == stated) {
                return Optional.of(pooling);
            }
        }
        boolean encoder = file.architecture().filter(ENCODERS::contains).isPresent();
        return encoder ? Optional.of(MEAN) : Optional.empty();
    }
}
