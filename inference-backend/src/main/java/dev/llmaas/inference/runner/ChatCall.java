package dev.llmaas.inference.runner;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.inference.EngineException;
import dev.llmaas.inference.EngineException.Broken;
import dev.llmaas.inference.EngineException.Unreachable;
import dev.llmaas.inference.Generation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request on its way through the engine, on a virtual thread of its own. */
final class ChatCall {
    private static final Logger log = LoggerFactory.getLogger(ChatCall.class);

    private final Speech speech;
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

    ChatCall(Speech speech, Generation generation, Chunks chunks, boolean framesAsked, Reply reply) {
        this.speech = speech;
        this.generation = generation;
        this.chunks = chunks;
        this.framesAsked = framesAsked;
        this.reply = reply;
    }

    /** Runs the request to its end, whatever that is. */
    void run(byte[] body) throws InterruptedException {
        try {
            Speech.Asked asked = speech.read(body);
            if (framesAsked || asked.streamed()) {
                stream(asked, !framesAsked && asked.usageIncluded());
            } else {
                whole(asked);
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

    private void stream(Speech.Asked asked, boolean usageApart) throws InterruptedException {
        asked.run(generation, (chunk, tokensSoFar) -> {
            String id = Long.toString(tokensSoFar);
            ChatCompletionChunk named = chunks.named(chunk);
            Object spoken = asked.chunk(named);
            if (usageApart) {
                send(id, Chunks.bytesWithNullUsage(spoken));
            } else {
                send(id, Chunks.bytes(spoken));
            }
            if (usageApart && named.usage() != null) {
                send(id, Chunks.bytes(asked.chunk(Chunks.usageAlone(named))));
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

    private void whole(Speech.Asked asked) throws InterruptedException {
        asked.run(generation, (chunk, tokensSoFar) -> asked.add(chunks.named(chunk)));
        reply.send(200, WireJson.mapper().writeValueAsBytes(asked.whole()));
    }

    private void fail(ErrorAnswer error) {
        if (reply.stream().started()) {
            reply.stream().fail(error.body());
        } else {
            reply.send(error.code().status(), error.body());
        }
    }
}
