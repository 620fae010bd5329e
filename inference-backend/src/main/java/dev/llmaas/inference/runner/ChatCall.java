package dev.llmaas.inference.runner;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.inference.ChatEngine;
import dev.llmaas.inference.EngineException;
import dev.llmaas.inference.EngineException.Broken;
import dev.llmaas.inference.EngineException.Unreachable;
import dev.llmaas.inference.Generation;
import dev.llmaas.inference.http.WholeAnswer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request on its way through the engine, on a virtual thread of its own. */
final class ChatCall {
    private static final Logger log = LoggerFactory.getLogger(ChatCall.class);

    private final ChatEngine engine;
    private final Generation generation;
    private final Chunks chunks;
    private final boolean framesAsked;
    private final Reply reply;

    /** How the answer leaves. */
    interface Reply {
        /** Where chunks go. */
        AnswerStream stream();

        /** A whole answer, or a refusal before the first event. */
        void send(int status, byte[] json);

        /** Closes the connection without an answer. */
        void hangUp();
    }

    ChatCall(ChatEngine engine, Generation generation, Chunks chunks, boolean framesAsked, Reply reply) {
        this.engine = engine;
        this.generation = generation;
        this.chunks = chunks;
        this.framesAsked = framesAsked;
        this.reply = reply;
    }

    /** Runs the request to its end, whatever that is. */
    void run(byte[] body) throws InterruptedException {
        try {
            ChatCompletionRequest request = RequestBody.chat(body);
            if (framesAsked || request.streamed()) {
                stream(request, !framesAsked && request.usageIncluded());
            } else {
                whole(request);
            }
        } catch (Unreachable nobodyThere) {
            reply.hangUp();
        } catch (EngineException refused) {
            fail(ErrorAnswer.of(refused));
        } catch (RuntimeException bug) {
            log.error(
                    "request={} ended by {}",
                    generation.requestId(),
                    bug.getClass().getName(),
                    bug);
            fail(new ErrorAnswer(ErrorCode.INTERNAL_ERROR, "The runner failed. Its log says where."));
        }
    }

    private void stream(ChatCompletionRequest request, boolean usageApart) throws InterruptedException {
        engine.chat(request, generation, (chunk, tokensSoFar) -> {
            String id = Long.toString(tokensSoFar);
            ChatCompletionChunk named = chunks.named(chunk);
            if (usageApart) {
                send(id, Chunks.bytesWithNullUsage(named));
            } else {
                send(id, Chunks.bytes(named));
            }
            if (usageApart && named.usage() != null) {
                send(id, Chunks.usageAlone(named));
            }
        });
        reply.stream().done();
    }

    private void send(String id, byte[] data) {
        try {
            reply.stream().event(id, data);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Broken("The runner is ending.", stopped);
        }
    }

    private void whole(ChatCompletionRequest request) throws InterruptedException {
        WholeAnswer answer = new WholeAnswer();
        engine.chat(request, generation, (chunk, tokensSoFar) -> answer.add(chunks.named(chunk)));
        reply.send(200, WireJson.mapper().writeValueAsBytes(answer.completion()));
    }

    private void fail(ErrorAnswer error) {
        if (reply.stream().started()) {
            reply.stream().fail(error.body());
        } else {
            reply.send(error.code().status(), error.body());
        }
    }
}
