package dev.llmaas.platform.gateway;

import static dev.llmaas.platform.gateway.Rules.refused;
import static dev.llmaas.platform.gateway.Rules.requireModel;
import static dev.llmaas.platform.gateway.Rules.requireText;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.Embeddings;
import dev.llmaas.api.openai.EmbeddingsRequest;
import dev.llmaas.api.openai.EmbeddingsRequest.Input;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.gateway.WholeCall.Ceiling;
import dev.llmaas.platform.gateway.WholeCall.Reading;
import dev.llmaas.platform.gateway.WholeCall.Way;
import dev.llmaas.platform.http.JsonBody;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads requests for embeddings. Engines get the body as it came; vectors leave in the form that was asked for. */
final class EmbeddingsReader implements CallReader {
    /** Where they come in, and where an engine has them. */
    static final String PATH = "/v1/embeddings";

    private static final byte[] EMBEDDING = JsonEdit.quoted("embedding");

    @Override
    public InferenceCall read(byte[] body, String contentType) {
        EmbeddingsRequest request = JsonBody.read(body, EmbeddingsRequest.class);
        requireModel(request.model());
        checkInput(request.input());
        String format = request.encodingFormat();
        if (format != null && !format.equals(EmbeddingsRequest.FLOAT) && !format.equals(EmbeddingsRequest.BASE64)) {
            throw refused("encoding_format", "must be float or base64");
        }
        Integer dimensions = request.dimensions();
        if (dimensions != null && (dimensions < 1 || dimensions > Limits.EMBEDDING_DIMENSIONS_MAX)) {
            throw refused(
                    "dimensions", "must be a whole number from 1 to %d".formatted(Limits.EMBEDDING_DIMENSIONS_MAX));
        }
        boolean base64 = EmbeddingsRequest.BASE64.equals(format);
        return new WholeCall(
                Way.of(PATH, request.model(), "embeddings"),
                body,
                WholeCall.JSON,
                Ceiling.ofPrompt(body),
                answer -> Reading.ofUsage(inForm(answer.body(), base64)));
    }

    private static void checkInput(@Nullable Input input) {
        if (input == null) {
            throw refused("input", "must be a text, or a list of texts, of tokens, or of lists of tokens");
        }
        if (input.size() == 0 || input.size() > Limits.EMBEDDING_INPUTS_MAX) {
            throw refused("input", "must have 1 to %d entries".formatted(Limits.EMBEDDING_INPUTS_MAX));
        }
        switch (input) {
            case Input.Texts(List<String> texts) -> {
                for (int i = 0; i < texts.size(); i++) {
                    requireText(texts.size() == 1 ? "input" : "input[" + i + "]", texts.get(i));
                }
            }
            case Input.Tokens(List<List<Integer>> all) -> {
                for (int i = 0; i < all.size(); i++) {
                    List<Integer> tokens = all.get(i);
                    if (tokens.isEmpty() || tokens.stream().anyMatch(token -> token < 0)) {
                        throw refused("input[" + i + "]", "must have tokens from 0");
                    }
                }
            }
        }
    }

    /** Some engines know one form only. */
    private static byte[] inForm(byte[] answer, boolean base64) {
        if (Bytes.valueOf(answer, EMBEDDING, base64 ? '[' : '"') < 0) {
            return answer;
        }
        Embeddings other = WireJson.mapper().readValue(answer, Embeddings.class);
        List<Embeddings.Embedding> data = other.data().stream()
                .map(one -> Embeddings.Embedding.of(
                        one.index(), Embeddings.Vector.of(one.embedding().numbers(), base64)))
                .toList();
        return WireJson.mapper()
                .writeValueAsBytes(new Embeddings(other.object(), data, other.model(), other.usage(), other.backend()));
    }
}
