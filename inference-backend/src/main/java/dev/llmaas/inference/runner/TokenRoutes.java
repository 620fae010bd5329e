package dev.llmaas.inference.runner;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.openai.Detokenization;
import dev.llmaas.api.openai.Tokenization;
import dev.llmaas.inference.EngineException.Rejected;
import dev.llmaas.inference.TokenizerEngine;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Tells how a model cuts text into tokens, in the shapes of vLLM's addresses of the same name. */
final class TokenRoutes {
    /**
     * What to cut.
     *
     * @param prompt a text; null for a conversation
     * @param messages the conversation, of which the whole body is read; null for a text
     * @param addSpecialTokens whether the tokens are added with which the model begins and ends a text; null means yes for
     *     a text, and a conversation has them from its template
     * @param returnTokenStrs whether the tokens are told as texts too, which is not done
     */
    private record Wish(
            @Nullable String prompt,
            @Nullable JsonNode messages,
            @Nullable Boolean addSpecialTokens,
            @Nullable Boolean returnTokenStrs) {}

    /**
     * Tokens.
     *
     * @param tokens the tokens; null only where a body lacks them
     */
    private record Pieces(@Nullable List<Integer> tokens) {}

    Consumer<Exchange> tokenize(TokenizerEngine engine) {
        return exchange -> exchange.work(body -> {
            exchange.json(Tokenization.of(tokens(engine, body), engine.contextTokens()));
        });
    }

    private static List<Integer> tokens(TokenizerEngine engine, byte[] body) {
        Wish wish = RequestBody.read(body, Wish.class);
        if (Boolean.TRUE.equals(wish.returnTokenStrs())) {
            throw new Rejected(
                    ErrorCode.INVALID_REQUEST,
                    "return_token_strs must be false: /detokenize tells the texts of tokens.",
                    "return_token_strs");
        }
        if (wish.messages() != null) {
            if (Boolean.TRUE.equals(wish.addSpecialTokens())) {
                throw new Rejected(
                        ErrorCode.INVALID_REQUEST,
                        "add_special_tokens must be false for messages: the template of a conversation writes its own.",
                        "add_special_tokens");
            }
            return engine.tokenize(RequestBody.chat(body));
        }
        if (wish.prompt() == null) {
            throw new Rejected(ErrorCode.INVALID_REQUEST, "The body must have prompt or messages.", "prompt");
        }
        return engine.tokenize(wish.prompt(), !Boolean.FALSE.equals(wish.addSpecialTokens()));
    }

    Consumer<Exchange> detokenize(TokenizerEngine engine) {
        return exchange -> exchange.work(body -> {
            List<Integer> tokens = RequestBody.read(body, Pieces.class).tokens();
            if (tokens == null) {
                throw new Rejected(ErrorCode.INVALID_REQUEST, "tokens must be an array of whole numbers.", "tokens");
            }
            exchange.json(new Detokenization(engine.detokenize(tokens)));
        });
    }
}
