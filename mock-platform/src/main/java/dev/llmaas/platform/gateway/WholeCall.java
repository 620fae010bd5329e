package dev.llmaas.platform.gateway;

import dev.llmaas.api.openai.Usage;
import dev.llmaas.inference.http.RunnerProtocol;
import dev.llmaas.platform.Limits;
import java.util.List;
import java.util.Map;

/**
 * A call whose answer comes in one piece, from which what was used is read before it leaves: embeddings, rerankings,
 * transcriptions, images. It generates no tokens that could be stopped half-way, so all it may cost is held at once.
 *
 * <p>For instance, for {@code /v1/embeddings}:
 * {@snippet :
 * CallReader reader = (body, _) -> {
 *     EmbeddingsRequest request = JsonBody.read(body, EmbeddingsRequest.class); // and its rules
 *     return new WholeCall(
 *             WholeCall.Way.of("/v1/embeddings", request.model(), "embeddings"),
 *             body,
 *             WholeCall.JSON,
 *             WholeCall.Ceiling.ofPrompt(body),
 *             answer -> WholeCall.Reading.ofUsage(answer.body())); // the usage that stands in its JSON
 * };
 * }
 *
 * @param way where it came in and where it goes
 * @param body for the engine; not to be changed
 * @param contentType of the body
 * @param ceiling what may be billed at most
 * @param remoteImages that the body names by address
 * @param answers reads what comes back
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record WholeCall(
        Way way, byte[] body, String contentType, Ceiling ceiling, List<RemoteImage> remoteImages, AnswerReader answers)
        implements InferenceCall {
    /** A call whose body names no images by address. */
    WholeCall(Way way, byte[] body, String contentType, Ceiling ceiling, AnswerReader answers) {
        this(way, body, contentType, ceiling, List.of(), answers);
    }

    /** The type of most bodies. */
    static final String JSON = "application/json";

    /**
     * Where a call came in and where it goes.
     *
     * @param endpoint the address that was called
     * @param enginePath the address of the engine, {@code /v1/embeddings}
     * @param model the name by which the model was called
     * @param needs what the model must be able to do
     */
    record Way(String endpoint, String enginePath, String model, List<String> needs) {
        /** The same address here and there, for models with this capability. */
        static Way of(String path, String model, String capability) {
            return new Way(path, path, model, List.of(capability));
        }
    }

    /**
     * What may be billed at most.
     *
     * @param promptTokens that the engine may count; what it counts beyond is not billed
     * @param documents to rank
     * @param audioSeconds of a recording
     * @param tokensBilled whether tokens cost something beside what else is billed
     */
    record Ceiling(long promptTokens, long documents, long audioSeconds, boolean tokensBilled) {
        /** Nothing but the texts in a body, each read once: no tokenizer makes more tokens than there are bytes. */
        static Ceiling ofPrompt(byte[] body) {
            return new Ceiling((long) body.length + Limits.TEMPLATE_TOKENS_MAX, 0, 0, true);
        }

        /** Documents; the tokens in them are counted and not billed. */
        static Ceiling ofDocuments(long promptTokens, long documents) {
            return new Ceiling(promptTokens, documents, 0, false);
        }

        /** Sound. */
        static Ceiling ofAudio(long seconds) {
            return new Ceiling(0, 0, seconds, false);
        }
    }

    /**
     * What an engine answered.
     *
     * @param body as it was sent; not to be changed
     * @param contentType as the engine named it, empty if it did not
     * @param audioSeconds that our engine heard, rounded up; below 0 if it did not say
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(byte[] body, String contentType, long audioSeconds) {}

    /** Reads an engine's answer. Thread-safe. */
    @FunctionalInterface
    interface AnswerReader {
        /**
         * What the client gets, and what was used.
         *
         * @throws RuntimeException if it cannot be read; the engine is called broken then
         */
        Reading read(Answer answer);
    }

    /**
     * An answer that was read.
     *
     * @param body for the client; if {@code contentType} is JSON, who computed it is added
     * @param contentType of the body
     * @param usage tokens that were used
     * @param documents that were ranked
     * @param audioSeconds that were heard
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Reading(byte[] body, String contentType, Usage usage, long documents, long audioSeconds) {
        /**
         * An answer in JSON that carries its usage in OpenAI's shape, as embeddings do.
         *
         * @throws IllegalArgumentException if it has none
         */
        static Reading ofUsage(byte[] answer) {
            JsonEdit.UsagePlace place = JsonEdit.lastUsage(answer);
            if (place == null) {
                throw new IllegalArgumentException("The engine told no usage.");
            }
            return new Reading(answer, JSON, place.usage(), 0, 0);
        }
    }

    @Override
    public String endpoint() {
        return way.endpoint;
    }

    @Override
    public String enginePath() {
        return way.enginePath;
    }

    @Override
    public boolean everyEngineHasIt() {
        return !way.enginePath.equals(RunnerProtocol.TOKENIZE_PATH)
                && !way.enginePath.equals(RunnerProtocol.DETOKENIZE_PATH);
    }

    @Override
    public String model() {
        return way.model;
    }

    @Override
    public List<String> needs() {
        return way.needs;
    }

    @Override
    public WholeCall withImages(Map<String, String> uris) {
        byte[] whole = RemoteImage.replaced(body, remoteImages, uris);
        return new WholeCall(way, whole, contentType, ceiling, answers);
    }

    @Override
    public boolean streamed() {
        return false;
    }

    @Override
    public boolean inChunks(boolean runner) {
        return false;
    }

    @Override
    public AnswerForm form(boolean engineShowsNullUsage) {
        return AnswerForm.NoChunks.INSTANCE;
    }

    @Override
    public int choices() {
        return 1;
    }

    @Override
    public boolean inspected() {
        return way.endpoint.equals(PassedOnReader.SPEECH) || way.endpoint.equals(PassedOnReader.IMAGES);
    }

    @Override
    public long outputTokensMax() {
        return 0;
    }

    @Override
    public long documentsMax() {
        return ceiling.documents;
    }

    @Override
    public long audioSecondsMax() {
        return ceiling.audioSeconds;
    }

    @Override
    public boolean tokensBilled() {
        return ceiling.tokensBilled;
    }

    @Override
    public long promptCeiling(int contextTokens) {
        return ceiling.promptTokens; // many texts may stand in one call, each as long as the context
    }

    /** No cache of an engine makes one replica better than another. */
    @Override
    public String affinityKey() {
        return "";
    }

    @Override
    public byte[] bodyForUpstream(long outputTokens) {
        return body;
    }

    @Override
    public String toString() {
        return "WholeCall[%s, model=%s, %d bytes]".formatted(way.endpoint, way.model, body.length);
    }
}
