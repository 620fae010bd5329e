package dev.llmaas.inference.runner;

import dev.llmaas.api.ErrorCode;
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
     * @param addSpecialTokens whether the tokens are added with which the model begins and ends a text; null means yes
     */
    private record Wish(
            @Nullable String prompt,
            @Nullable JsonNode messages,
            @Nullable Boolean addSpecialTokens) {}

    /**
     * The tokens.
     *
     * @param count how many
     * @param maxModelLen the context of the model
     * @param tokens the tokens
     */
    private record Cut(int count, int maxModelLen, List<Integer> tokens) {}

    /**
     * Tokens.
     *
     * @param tokens the tokens; null only where a body lacks them
     */
    private record Pieces(@Nullable List<Integer> tokens) {}

    /**
     * Text.
     *
     * @param prompt the text
     */
    private record Joined(String prompt) {}

    Consumer<Exchange> tokenize(TokenizerEngine engine) {
        return exchange -> exchange.work(body -> {
            List<Integer> tokens = tokens(engine, body);
            exchange.json(new Cut(tokens.size(), engine.contextTokens(), tokens));
        });
    }

    private static List<Integer> tokens(TokenizerEngine engine, byte[] body) {
        Wish wish = RequestBody.read(body, Wish.class);
        if (wish.messages() != null) {
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
            exchange.json(new Joined(engine.detokenize(tokens)));
        });
    }
}
