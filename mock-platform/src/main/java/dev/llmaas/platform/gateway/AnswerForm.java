package dev.llmaas.platform.gateway;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletion;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.inference.http.WholeAnswer;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.http.ErrorResponses.Refusal;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form in which a client gets the chunks of an engine: each dialect has its own. Belongs to the event loop of its
 * call.
 */
sealed interface AnswerForm {
    /** Appends to {@code out} what goes out for a chunk that is not the last; may be nothing. */
    void chunk(byte[] json, Buffer out);

    /** What completes the answer. */
    Buffer end(LastWords last);

    /** The last event of a stream that fails after it began. */
    default Buffer failure(Refusal refusal) {
        Buffer out = Buffer.buffer();
        event(refusal.json(), out);
        return out;
    }

    /** What keeps the connection of a silent stream open. */
    default Buffer heartbeat() {
        return HEARTBEAT.copy();
    }

    /** What an event begins with. */
    byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    /** What an event ends with. */
    byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);
    /** The last line of a stream. */
    byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);
    /** A comment, which clients pass over. */
    Buffer HEARTBEAT = Buffer.buffer(": still working\n\n");
    /** A usage that is not known yet. */
    byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    /** Appends one event. */
    static void event(byte[] json, Buffer out) {
        out.appendBytes(DATA).appendBytes(json).appendBytes(END);
    }

    /** The forms of chat completions. */
    static AnswerForm chat(boolean streamed, boolean usageIncluded, boolean engineShowsNullUsage) {
        if (!streamed) {
            return new Whole();
        }
        return usageIncluded ? new UsageApart(engineShowsNullUsage) : new UsageOnLast();
    }

    /** Of calls whose answer does not come in chunks. */
    final class NoChunks implements AnswerForm {
        /** It knows nothing, so one is enough. */
        static final NoChunks INSTANCE = new NoChunks();

        private NoChunks() {}

        @Override
        public void chunk(byte[] json, Buffer out) {
            throw new IllegalStateException("a call without chunks got one");
        }

        @Override
        public Buffer end(LastWords last) {
            throw new IllegalStateException("a call without chunks got the last one");
        }
    }

    /** Events; the usage rides on the last chunk with choices. */
    final class UsageOnLast implements AnswerForm {
        private static final String EMPTY_END =
                "{\"id\":\"chatcmpl\",\"object\":\"chat.completion.chunk\",\"created\":0,\"model\":\"\",\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}]}";

        @Override
        public void chunk(byte[] json, Buffer out) {
            event(json, out);
        }

        @Override
        public Buffer end(LastWords last) {
            Buffer out = Buffer.buffer();
            byte[] chunk = last.chunk() == null ? ending(last.usageChunk()) : last.chunk();
            event(last.signed(JsonEdit.withUsage(chunk, last.usage())), out);
            return out.appendBytes(DONE);
        }

        /** A last chunk in place of one without choices. */
        private static byte[] ending(byte @Nullable [] usageChunk) {
            byte[] empty = EMPTY_END.getBytes(StandardCharsets.US_ASCII);
            if (usageChunk == null) {
                return empty;
            }
            ChatCompletionChunk named = WireJson.mapper().readValue(usageChunk, ChatCompletionChunk.class);
            List<ChatCompletionChunk.Choice> choices = WireJson.mapper()
                    .readValue(empty, ChatCompletionChunk.class)
                    .choices();
            return WireJson.mapper()
                    .writeValueAsBytes(new ChatCompletionChunk(
                            named.id(),
                            named.object(),
                            named.created(),
                            named.model(),
                            choices,
                            null,
                            named.systemFingerprint(),
                            null,
                            null));
        }
    }

    /** OpenAI's events with {@code include_usage}: null on every chunk, then the usage in a chunk of its own. */
    final class UsageApart implements AnswerForm {
        private final boolean engineShowsNullUsage;

        UsageApart(boolean engineShowsNullUsage) {
            this.engineShowsNullUsage = engineShowsNullUsage;
        }

        @Override
        public void chunk(byte[] json, Buffer out) {
            event(engineShowsNullUsage ? json : JsonEdit.withField(json, "usage", NULL), out);
        }

        @Override
        public Buffer end(LastWords last) {
            Buffer out = Buffer.buffer();
            if (last.chunk() != null) {
                event(last.signed(JsonEdit.withUsage(last.chunk(), NULL)), out);
            }
            event(usageAlone(last), out);
            return out.appendBytes(DONE);
        }

        private static byte[] usageAlone(LastWords last) {
            if (last.usageChunk() != null) {
                byte[] own = JsonEdit.withUsage(last.usageChunk(), last.usage());
                return last.chunk() == null ? last.signed(own) : own;
            }
            ChatCompletionChunk end = WireJson.mapper().readValue(last.chunk(), ChatCompletionChunk.class);
            return JsonEdit.withUsage(
                    WireJson.mapper()
                            .writeValueAsBytes(new ChatCompletionChunk(
                                    end.id(),
                                    end.object(),
                                    end.created(),
                                    end.model(),
                                    List.of(),
                                    null,
                                    end.systemFingerprint(),
                                    null,
                                    null)),
                    last.usage());
        }
    }

    /** One JSON object, put together from the chunks. */
    final class Whole implements AnswerForm {
        private final WholeAnswer answer = new WholeAnswer();
        private long bytes;

        @Override
        public void chunk(byte[] json, Buffer out) {
            bytes += json.length;
            if (bytes > Limits.ANSWER_BYTES_MAX) {
                throw new IllegalStateException("an answer has more than %d bytes".formatted(Limits.ANSWER_BYTES_MAX));
            }
            answer.add(WireJson.mapper().readValue(json, ChatCompletionChunk.class));
        }

        @Override
        public Buffer end(LastWords last) {
            if (last.chunk() != null) {
                answer.add(WireJson.mapper().readValue(last.chunk(), ChatCompletionChunk.class));
            }
            ChatCompletion whole = answer.completion();
            return Buffer.buffer(
                    last.signed(JsonEdit.withUsage(WireJson.mapper().writeValueAsBytes(whole), last.usage())));
        }
    }
}
