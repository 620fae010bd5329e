package dev.llmaas.platform.gateway;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.inference.http.RunnerProtocol;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.RequestLimits;
import dev.llmaas.platform.gateway.WholeCall.Ceiling;
import dev.llmaas.platform.gateway.WholeCall.Reading;
import dev.llmaas.platform.gateway.WholeCall.Way;
import dev.llmaas.platform.http.JsonBody;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * Reads requests for the tokens of a prompt and for the text of tokens, in the shapes of vLLM. Nothing is computed and
 * nothing billed. Belongs to one thread.
 */
final class TokensReader {
    /** Cuts a text or a conversation. */
    static final String TOKENIZE = "/v1/tokenize";
    /** Joins tokens. */
    static final String DETOKENIZE = "/v1/detokenize";

    private static final Ceiling FREE = new Ceiling(0, 0, 0, false);

    private final byte[] body;
    private final BodyWalk walk;
    private String model = "";
    private boolean hasPrompt;
    private boolean hasMessages;
    private boolean hasTokens;

    private TokensReader(byte[] body, JsonParser parser) {
        this.body = body;
        this.walk = new BodyWalk(body, parser);
    }

    /**
     * Reads a body with {@code prompt} or with {@code messages} and what belongs to them.
     *
     * @throws PlatformException MALFORMED_JSON or INVALID_REQUEST; the message names the field and its bound
     */
    static InferenceCall tokenize(byte[] body) {
        TokensReader reader = walked(body);
        if (reader.hasPrompt == reader.hasMessages) {
            throw BodyWalk.refused(
                    reader.hasPrompt ? "messages" : "prompt",
                    reader.hasPrompt ? "cannot stand beside prompt: send one of them" : "or messages must be there");
        }
        if (reader.hasMessages) {
            return tokens(ChatCompletionsReader.read(body), TOKENIZE, TokensReader::counted);
        }
        return reader.call(TOKENIZE, RunnerProtocol.TOKENIZE_PATH, answer -> counted(answer.body()));
    }

    /**
     * Reads a body with {@code tokens}.
     *
     * @throws PlatformException MALFORMED_JSON or INVALID_REQUEST; the message names the field and its bound
     */
    static InferenceCall detokenize(byte[] body) {
        TokensReader reader = walked(body);
        if (!reader.hasTokens) {
            throw BodyWalk.refused("tokens", "must be a list of tokens");
        }
        return reader.call(
                DETOKENIZE,
                RunnerProtocol.DETOKENIZE_PATH,
                answer -> plain(answer.body(), json -> json.path("prompt").isString()));
    }

    /** A call that asks for the tokens of a conversation. */
    static WholeCall tokens(ChatCompletionsCall chat, String endpoint, Answered answered) {
        return new WholeCall(
                new Way(endpoint, RunnerProtocol.TOKENIZE_PATH, chat.model(), chat.needs()),
                chat.body(),
                WholeCall.JSON,
                FREE,
                chat.remoteImages(),
                answer -> answered.read(answer.body()));
    }

    /** Reads the body of an answer. */
    @FunctionalInterface
    interface Answered {
        /** What the client gets of it. */
        Reading read(byte[] answer);
    }

    private WholeCall call(String endpoint, String enginePath, WholeCall.AnswerReader answers) {
        return new WholeCall(new Way(endpoint, enginePath, model, List.of()), body, WholeCall.JSON, FREE, answers);
    }

    private static Reading counted(byte[] answer) {
        return plain(
                answer,
                json -> json.path("count").isIntegralNumber()
                        && json.path("tokens").isArray());
    }

    private static Reading plain(byte[] answer, Predicate<JsonNode> sound) {
        if (!sound.test(WireJson.mapper().readTree(answer))) {
            throw new IllegalArgumentException("The engine told no tokens.");
        }
        return new Reading(answer, WholeCall.JSON, Usage.NONE, 0, 0);
    }

    private static TokensReader walked(byte[] body) {
        try (JsonParser parser = JsonBody.parser(body)) {
            TokensReader reader = new TokensReader(body, parser);
            reader.walk.enter();
            while (reader.walk.next() != JsonToken.END_OBJECT) {
                String name = reader.walk.name();
                JsonToken value = reader.walk.next();
                if (value != JsonToken.VALUE_NULL) {
                    reader.field(name, value);
                }
            }
            reader.walk.leave();
            if (reader.model.isEmpty()) {
                throw BodyWalk.refused("model", "must name a model");
            }
            return reader;
        } catch (JacksonException unreadable) {
            throw JsonBody.exception(unreadable);
        }
    }

    private void field(String name, JsonToken value) {
        switch (name) {
            case "model" -> model = walk.modelName(value);
            case "prompt" -> {
                walk.text(name, value);
                hasPrompt = true;
            }
            case "messages" -> {
                walk.skip(() -> name, value); // the reader of conversations looks at them
                hasMessages = true;
            }
            case "add_special_tokens", "return_token_strs" -> walk.bool(name, value);
            case "tokens" -> tokens(value);
            default -> walk.skip(() -> name, value);
        }
    }

    private void tokens(JsonToken value) {
        if (value != JsonToken.START_ARRAY) {
            throw BodyWalk.refused("tokens", "must be a list of tokens");
        }
        int count = 0;
        for (JsonToken item = walk.next(); item != JsonToken.END_ARRAY; item = walk.next()) {
            walk.whole("tokens", item, 0, Integer.MAX_VALUE);
            count++;
        }
        if (count > RequestLimits.DETOKENIZED_MAX) {
            throw BodyWalk.refused("tokens", "may hold %,d tokens at most".formatted(RequestLimits.DETOKENIZED_MAX));
        }
        hasTokens = true;
    }
}
