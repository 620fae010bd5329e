package dev.llmaas.inference.llama;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.inference.EngineException;
import dev.llmaas.inference.template.ChatTemplate;
import dev.llmaas.inference.template.Prompt;
import dev.llmaas.inference.template.TemplateException;
import java.util.stream.IntStream;

/**
 * Makes the tokens of prompts. Only the template can write marks of the format: what looks like one in a message is read as
 * the text that it is, so nobody can end his turn and begin another in a message. Thread-safe.
 */
final class Prompts {
    private final String model;
    private final ChatTemplate template;

    /** A prompt. Immutable but for the array that it lends. */
    static final class Made {
        private final String text;
        private final int[] tokens;

        private Made(String text, int[] tokens) {
            this.text = text;
            this.tokens = tokens;
        }

        /** As the template made it. */
        String text() {
            return text;
        }

        /** At least one token; not to be changed. */
        int[] tokens() {
            return tokens;
        }
    }

    /** The prompts of a model of this name; the template knows the marks. */
    Prompts(String model, ChatTemplate template) {
        this.model = model;
        this.template = template;
    }

    /**
     * The prompt of a request.
     *
     * @throws EngineException.Rejected if the template refuses the messages or they make no prompt
     */
    Made of(ChatCompletionRequest request, LlamaModel loaded) {
        Prompt prompt = rendered(request);
        return new Made(prompt.text(), begun(tokens(prompt, loaded), loaded, "messages"));
    }

    /**
     * The tokens of a text in which marks of the format count as such, as whoever writes raw prompts wants it.
     *
     * @throws EngineException.Rejected if it makes none
     */
    static int[] plain(String text, LlamaModel loaded) {
        return begun(loaded.tokenize(text), loaded, "prompt");
    }

    private static int[] begun(int[] tokens, LlamaModel loaded, String param) {
        boolean lacksBegin = loaded.addsBegin() && (tokens.length == 0 || tokens[0] != loaded.beginToken());
        int[] all = lacksBegin
                ? IntStream.concat(IntStream.of(loaded.beginToken()), IntStream.of(tokens))
                        .toArray()
                : tokens;
        if (all.length == 0) {
            throw new EngineException.Rejected(
                    ErrorCode.INVALID_REQUEST, "%s must make at least one token.".formatted(param), param);
        }
        return all;
    }

    private Prompt rendered(ChatCompletionRequest request) {
        try {
            return template.prompt(request);
        } catch (TemplateException refused) {
            throw new EngineException.Rejected(
                    ErrorCode.INVALID_REQUEST,
                    "The chat template of the model %s refuses the messages: %s".formatted(model, refused.getMessage()),
                    "messages");
        }
    }

    private static int[] tokens(Prompt prompt, LlamaModel loaded) {
        if (prompt.foreign().isEmpty()) {
            return loaded.tokenize(prompt.text());
        }
        IntStream.Builder tokens = IntStream.builder();
        int from = 0;
        for (Prompt.Foreign foreign : prompt.foreign()) {
            int end = foreign.at() + foreign.length();
            add(loaded.tokenize(prompt.text().substring(from, foreign.at()), false, true), tokens);
            add(loaded.tokenize(prompt.text().substring(foreign.at(), end), false, false), tokens);
            from = end;
        }
        add(loaded.tokenize(prompt.text().substring(from), false, true), tokens);
        return tokens.build().toArray();
    }

    private static void add(int[] more, IntStream.Builder tokens) {
        for (int token : more) {
            tokens.add(token);
        }
    }
}
