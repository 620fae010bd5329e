package dev.llmaas.platform.gateway;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletion;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.Completion;
import dev.llmaas.inference.http.WholeAnswer;
import dev.llmaas.inference.http.WholeText;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.http.ErrorResponses.Refusal;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The form in which a client gets the chunks of an engine: each dialect has its own. Belongs to the event loop of its
 * call.
 */
sealed interface AnswerForm
        permits AnswerForm.NoChunks,
                AnswerForm.UsageApart,
                AnswerForm.UsageOnLast,
                AnswerForm.Whole,
                AnswerForm.WholeTextForm,
                MessagesForm,
                ResponsesForm {
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
        return usageIncluded ? new UsageApart(engineShowsNullUsage) : new UsageOnLast(UsageOnLast.CHAT_END);
    }

    /** The forms of text completions. */
    static AnswerForm text(boolean streamed, boolean usageIncluded, boolean engineShowsNullUsage) {
        if (!streamed) {
            return new WholeTextForm();
        }
        return usageIncluded ? new UsageApart(engineShowsNullUsage) : new UsageOnLast(UsageOnLast.TEXT_END);
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
        /** What ends a conversation whose engine did not. */
        static final String CHAT_END =
                "{\"id\":\"chatcmpl\",\"object\":\"chat.completion.chunk\",\"created\":0,\"model\":\"\",\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}]}";
        /** What ends a text whose engine did not. */
        static final String TEXT_END =
                "{\"id\":\"cmpl\",\"object\":\"text_completion\",\"created\":0,\"model\":\"\",\"choices\":[{\"index\":0,\"text\":\"\",\"logprobs\":null,\"finish_reason\":\"stop\"}]}";

        private final String emptyEnd;

        UsageOnLast(String emptyEnd) {
            this.emptyEnd = emptyEnd;
        }

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

        /** A last chunk in place of one without choices, with the names that the engine gave the others. */
        private byte[] ending(byte @Nullable [] usageChunk) {
            ObjectNode end = (ObjectNode) WireJson.mapper().readTree(emptyEnd);
            if (usageChunk != null) {
                JsonNode named = WireJson.mapper().readTree(usageChunk);
                for (String name : List.of("id", "object", "created", "model", "system_fingerprint")) {
                    if (named.hasNonNull(name)) {
                        end.set(name, named.get(name));
                    }
                }
            }
            return WireJson.mapper().writeValueAsBytes(end);
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

    /** One JSON object with texts, put together from the chunks. */
    final class WholeTextForm implements AnswerForm {
        private final WholeText answer = new WholeText();
        private long bytes;

        @Override
        public void chunk(byte[] json, Buffer out) {
            bytes += json.length;
            if (bytes > Limits.ANSWER_BYTES_MAX) {
                throw new IllegalStateException("an answer has more than %d bytes".formatted(Limits.ANSWER_BYTES_MAX));
            }
            answer.add(WireJson.mapper().readValue(json, Completion.class));
        }

        @Override
        public Buffer end(LastWords last) {
            if (last.chunk() != null) {
                answer.add(WireJson.mapper().readValue(last.chunk(), Completion.class));
            }
            byte[] whole = WireJson.mapper().writeValueAsBytes(answer.completion());
            return Buffer.buffer(last.signed(JsonEdit.withUsage(whole, last.usage())));
        }
    }
}
