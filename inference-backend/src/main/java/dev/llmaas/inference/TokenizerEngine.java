package dev.llmaas.inference;

import dev.llmaas.api.openai.ChatCompletionRequest;
import java.util.List;

/** An engine that tells how its model cuts text into tokens. Nothing is computed, so it answers while it is busy. */
public interface TokenizerEngine extends Engine {
    /**
     * The tokens of a text.
     *
     * @param special whether the tokens are added with which the model begins and ends each text
     */
    List<Integer> tokenize(String text, boolean special);

    /**
     * The tokens of a conversation, exactly as {@link ChatEngine#chat} would read them.
     *
     * @throws EngineException.Rejected if the model does not hold conversations, or cannot read this one
     */
    List<Integer> tokenize(ChatCompletionRequest request);

    /**
     * The text of tokens. Bytes that are no characters become the replacement character, so it is always valid.
     *
     * @throws EngineException.Rejected if there is no such token
     */
    String detokenize(List<Integer> tokens);

    /** Tokens that a prompt and its answer may have together. */
    int contextTokens();
}
