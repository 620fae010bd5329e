package dev.llmaas.inference.llama;

import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import dev.llmaas.inference.models.Gguf;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** A loaded model: its weights and its vocabulary. Thread-safe but for {@link #close}, after which nothing may be called. */
final class LlamaModel implements AutoCloseable {
    private final LlamaLibrary library;
    private final MemorySegment model;
    private final MemorySegment vocabulary;
    private final Gguf file;
    private final int tokenCount;

    private LlamaModel(LlamaLibrary library, MemorySegment model, Gguf file) {
        this.library = library;
        this.model = model;
        this.file = file;
        this.vocabulary = library.vocabulary(model);
        this.tokenCount = library.tokens().count(vocabulary);
    }

    /**
     * Loads a model whose header was read and found sound.
     *
     * @param gpuLayers how many layers to put on a graphics processor, negative for all
     * @throws EngineStartException if the library refuses it
     */
    static LlamaModel load(LlamaLibrary library, Path path, Gguf file, int gpuLayers) {
        return loaded(library, file, library.loadModel(path, gpuLayers, MemorySegment.NULL));
    }

    /** The same where a placement says. */
    static LlamaModel load(Placement place, Path path, Gguf file) {
        MemorySegment device = place.chosen() ? place.device().address() : MemorySegment.NULL;
        return loaded(place.library(), file, place.library().loadModel(path, place.gpuLayers(), device));
    }

    private static LlamaModel loaded(LlamaLibrary library, Gguf file, MemorySegment model) {
        if (model.equals(MemorySegment.NULL)) {
            throw new EngineStartException(
                    Reason.MODEL_UNSUPPORTED,
                    "llama.cpp refuses the model file %s: %s. Fetch it again, or use a model that this release supports."
                            .formatted(file.fileName(), library.log().error().orElse("it does not say why")));
        }
        return new LlamaModel(library, model, file);
    }

    LlamaLibrary library() {
        return library;
    }

    MemorySegment address() {
        return model;
    }

    /** What its file says. */
    Gguf file() {
        return file;
    }

    /** The number of its tokens. */
    int tokenCount() {
        return tokenCount;
    }

    /** The tokens of a text in which marks of the format count as such. */
    int[] tokenize(String text) {
        return tokenize(text, false, true);
    }

    /**
     * The tokens of a text.
     *
     * @param frame whether the tokens are added that the model wants around each text
     * @param marks whether marks of the format count as such, or as the text that they look like
     */
    int[] tokenize(String text, boolean frame, boolean marks) {
        return library.tokens().tokenize(vocabulary, text, frame, marks);
    }

    /** The bytes a token stands for; none for marks of the format. */
    byte[] piece(int token) {
        return library.tokens().piece(vocabulary, token, false);
    }

    /** The text of a mark of the format, as templates write it; empty for no token. */
    byte[] mark(int token) {
        return token < 0 ? new byte[0] : library.tokens().piece(vocabulary, token, true);
    }

    /** Whether a token is a mark of the format. */
    boolean isControl(int token) {
        return library.tokens().isControl(vocabulary, token);
    }

    /** Whether a token ends the answer. */
    boolean isEnd(int token) {
        return library.tokens().isEnd(vocabulary, token);
    }

    /** The token that begins a text, negative if there is none. */
    int beginToken() {
        return library.tokens().begin(vocabulary);
    }

    /** The token that ends a text, negative if there is none. */
    int endToken() {
        return library.tokens().end(vocabulary);
    }

    /** The token between two texts, negative if there is none. */
    int separatorToken() {
        return library.tokens().separator(vocabulary);
    }

    /** Whether each prompt has to begin with {@link #beginToken}. */
    boolean addsBegin() {
        return library.tokens().addsBegin(vocabulary);
    }

    /** Whether each text has to end with {@link #endToken}. */
    boolean addsEnd() {
        return library.tokens().addsEnd(vocabulary);
    }

    /** Whether {@link #separatorToken} has to stand between two texts. */
    boolean addsSeparator() {
        return library.tokens().addsSeparator(vocabulary);
    }

    /** Whether sequences can share their begin. */
    boolean sharesBegins() {
        return library.sharesBegins(model);
    }

    /** The numbers of one vector. */
    int width() {
        return library.width(model);
    }

    /** The numbers that the head for ranking makes. */
    int rankOutputs() {
        return library.rankOutputs(model);
    }

    @Override
    public void close() {
        library.freeModel(model);
    }
}
