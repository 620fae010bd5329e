package dev.llmaas.client;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.Completion;
import dev.llmaas.client.internal.Answer;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A continued text that comes in parts; read and closed like a {@link ChatStream}. */
public final class CompletionStream implements Iterable<Completion>, AutoCloseable {
    private final PartReader<Completion> parts;

    CompletionStream(Answer answer) {
        this.parts = new PartReader<>(answer, json -> WireJson.mapper().readValue(json, Completion.class));
    }

    /** Names the call, to quote to an operator. */
    public String requestId() {
        return parts.requestId();
    }

    /** The next part; null after the last, and after {@link #close}. Throws as {@link ChatStream#next} does. */
    public @Nullable Completion next() {
        return parts.next();
    }

    /** The parts that are still to come; throws as {@link #next} does. */
    @Override
    public Iterator<Completion> iterator() {
        return new PartIterator<>(this::next);
    }

    /** Ends the text; the model stops. */
    @Override
    public void close() {
        parts.close();
    }
}
