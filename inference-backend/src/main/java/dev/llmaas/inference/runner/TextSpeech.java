package dev.llmaas.inference.runner;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.Completion;
import dev.llmaas.api.openai.Completion.Choice;
import dev.llmaas.api.openai.Completion.Probabilities;
import dev.llmaas.api.openai.CompletionRequest;
import dev.llmaas.api.openai.CompletionRequest.Prompt;
import dev.llmaas.api.openai.Logprobs;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.inference.ChunkSink;
import dev.llmaas.inference.CompletionEngine;
import dev.llmaas.inference.EngineException.Rejected;
import dev.llmaas.inference.Generation;
import dev.llmaas.inference.http.WholeText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Texts that go on as they stand.
 *
 * @param engine writes them
 */
record TextSpeech(CompletionEngine engine) implements Speech {
    @Override
    public String model() {
        return engine.model();
    }

    @Override
    public String idPrefix() {
        return "cmpl-";
    }

    @Override
    public Asked read(byte[] body) {
        CompletionRequest request = RequestBody.read(body, CompletionRequest.class);
        List<Prompt> prompts = prompts(request);
        if (request.suffix() != null) {
            throw invalid("suffix", "suffix cannot be honoured: this model does not see what follows.");
        }
        if (request.bestOf() != null && request.bestOf() > request.choicesEach()) {
            throw invalid("best_of", "best_of must be n: this engine does not throw answers away.");
        }
        if (request.echoes() && request.logprobs() != null) {
            throw invalid("logprobs", "logprobs cannot be told of a prompt that is echoed.");
        }
        if (request.echoes() && !prompts.stream().allMatch(Prompt.Text.class::isInstance)) {
            throw invalid("echo", "echo needs prompts that are texts.");
        }
        return new Passage(engine, request, prompts);
    }

    private static List<Prompt> prompts(CompletionRequest request) {
        try {
            return request.prompts();
        } catch (IllegalArgumentException notAPrompt) {
            throw invalid("prompt", String.valueOf(notAPrompt.getMessage()));
        }
    }

    private static Rejected invalid(String param, String sentence) {
        return new Rejected(ErrorCode.INVALID_REQUEST, sentence, param);
    }

    /** One request. */
    private static final class Passage implements Asked {
        private final CompletionEngine engine;
        private final CompletionRequest request;
        private final List<Prompt> prompts;
        private final WholeText whole = new WholeText();
        /** Characters of each answer so far; an answer that is not here has not begun. */
        private final Map<Integer, Integer> lengths = new HashMap<>();

        Passage(CompletionEngine engine, CompletionRequest request, List<Prompt> prompts) {
            this.engine = engine;
            this.request = request;
            this.prompts = prompts;
        }

        @Override
        public boolean streamed() {
            return request.streamed();
        }

        @Override
        public boolean usageIncluded() {
            return request.usageIncluded();
        }

        @Override
        public Usage run(Generation generation, ChunkSink sink) throws InterruptedException {
            return engine.complete(request, generation, sink);
        }

        @Override
        public Object chunk(ChatCompletionChunk chunk) {
            return text(chunk);
        }

        @Override
        public void add(ChatCompletionChunk chunk) {
            whole.add(text(chunk));
        }

        @Override
        public Object whole() {
            return whole.completion();
        }

        private Completion text(ChatCompletionChunk chunk) {
            List<Choice> choices = chunk.choices().stream().map(this::choice).toList();
            return new Completion(
                    chunk.id(),
                    Completion.OBJECT,
                    chunk.created(),
                    chunk.model(),
                    choices,
                    chunk.usage(),
                    chunk.systemFingerprint(),
                    chunk.backend(),
                    chunk.limitReason());
        }

        private Choice choice(ChatCompletionChunk.Choice choice) {
            String said = choice.delta().content() == null ? "" : choice.delta().content();
            Integer before = lengths.get(choice.index());
            String text = before == null && request.echoes() ? prompt(choice.index()) + said : said;
            int from = before == null ? text.length() - said.length() : before;
            lengths.put(choice.index(), from + said.length());
            return new Choice(text, choice.index(), probabilities(choice.logprobs(), from), choice.finishReason());
        }

        private String prompt(int choice) {
            return prompts.get(choice / request.choicesEach()) instanceof Prompt.Text(String text) ? text : "";
        }

        private static @Nullable Probabilities probabilities(@Nullable Logprobs logprobs, int from) {
            if (logprobs == null || logprobs.content() == null) {
                return null;
            }
            List<String> tokens = new ArrayList<>();
            List<Double> values = new ArrayList<>();
            List<Map<String, Double>> top = new ArrayList<>();
            List<Integer> offsets = new ArrayList<>();
            int offset = from;
            for (Logprobs.Token token : logprobs.content()) {
                Map<String, Double> alternatives = new LinkedHashMap<>();
                token.topLogprobs().forEach(other -> alternatives.put(other.token(), other.logprob()));
                tokens.add(token.token());
                values.add(token.logprob());
                top.add(alternatives);
                offsets.add(offset);
                offset += token.token().length();
            }
            return new Probabilities(tokens, values, top, offsets);
        }
    }
}
