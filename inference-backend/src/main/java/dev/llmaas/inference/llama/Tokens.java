package dev.llmaas.inference.llama;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.inference.EngineException.Rejected;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Tokens as callers write and read them. */
final class Tokens {
    private Tokens() {}

    static List<Integer> list(int[] tokens) {
        return Arrays.stream(tokens).boxed().toList();
    }

    /**
     * Tokens of a caller, each of which the model must have.
     *
     * @param param the field that they stand in
     */
    static int[] array(List<Integer> tokens, int vocabulary, String param) {
        int[] array = new int[tokens.size()];
        for (int i = 0; i < array.length; i++) {
            int token = tokens.get(i);
            if (token < 0 || token >= vocabulary) {
                throw new Rejected(
                        ErrorCode.INVALID_REQUEST,
                        "%s must hold tokens of the model, 0 to %,d, but token %d is %d."
                                .formatted(param, vocabulary - 1, i, token),
                        param);
            }
            array[i] = token;
        }
        return array;
    }

    /** The text of tokens, marks of the format included; what is no character becomes the replacement character. */
    static String text(LlamaModel model, List<Integer> tokens) {
        if (tokens.size() > LlamaLimits.DETOKENIZE_MAX) {
            throw new Rejected(
                    ErrorCode.INVALID_REQUEST,
                    "tokens must hold at most %,d tokens, but holds %,d."
                            .formatted(LlamaLimits.DETOKENIZE_MAX, tokens.size()),
                    "tokens");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int token : array(tokens, model.tokenCount(), "tokens")) {
            bytes.writeBytes(model.mark(token));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
