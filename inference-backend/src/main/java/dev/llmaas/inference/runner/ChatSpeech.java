package dev.llmaas.inference.runner;

import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.inference.ChatEngine;
import dev.llmaas.inference.ChunkSink;
import dev.llmaas.inference.Generation;
import dev.llmaas.inference.http.WholeAnswer;

/**
 * Conversations.
 *
 * @param engine holds them
 */
record ChatSpeech(ChatEngine engine) implements Speech {
    @Override
    public String model() {
        return engine.model();
    }

    @Override
    public String idPrefix() {
        return "chatcmpl-";
    }

    @Override
    public Asked read(byte[] body) {
        return new Turn(engine, RequestBody.chat(body), new WholeAnswer());
    }

    private record Turn(ChatEngine engine, ChatCompletionRequest request, WholeAnswer answer) implements Asked {
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
            return engine.chat(request, generation, sink);
        }

        @Override
        public Object chunk(ChatCompletionChunk chunk) {
            return chunk;
        }

        @Override
        public void add(ChatCompletionChunk chunk) {
            answer.add(chunk);
        }

        @Override
        public Object whole() {
            return answer.completion();
        }
    }
}
