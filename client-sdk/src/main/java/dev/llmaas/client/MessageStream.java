package dev.llmaas.client;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.anthropic.Message;
import dev.llmaas.api.anthropic.MessageEvent;
import dev.llmaas.client.internal.Answer;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message that comes in events; read and closed like a {@link ChatStream}.
 *
 * <pre>{@code
 * try (MessageStream answer = openAi.messages().stream(request)) {
 *     answer.forEach(event -> event.text().ifPresent(text -> print(text)));
 *     print(answer.message().orElseThrow().usage());
 * }
 * }</pre>
 */
public final class MessageStream implements Iterable<MessageEvent>, AutoCloseable {
    private final PartReader<MessageEvent> events;
    private final MessageAssembly assembly;
    private volatile @Nullable Message message;

    MessageStream(Answer answer) {
        this.events = new PartReader<>(
                answer,
                json -> WireJson.mapper().readValue(json, MessageEvent.class),
                MessageEvent.MessageStop.class::isInstance);
        this.assembly = new MessageAssembly(answer.requestId());
    }

    /** Names the call, to quote to an operator. */
    public String requestId() {
        return events.requestId();
    }

    /** The whole message, put together; empty until the last event. */
    public Optional<Message> message() {
        return Optional.ofNullable(message);
    }

    /**
     * The next event; null after the last, and after {@link #close}. Throws as {@link ChatStream#next} does.
     *
     * @throws IllegalStateException if the answer has more than 64 Mi characters or 10,000 blocks
     */
    public @Nullable MessageEvent next() {
        MessageEvent event = events.next();
        if (event != null) {
            assembly.add(event);
            message = event instanceof MessageEvent.MessageStop ? assembly.message() : message;
        }
        return event;
    }

    /** The events that are still to come; throws as {@link #next} does. */
    @Override
    public Iterator<MessageEvent> iterator() {
        return new PartIterator<>(this::next);
    }

    /** Ends the message; the model stops. */
    @Override
    public void close() {
        events.close();
    }
}
