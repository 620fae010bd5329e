package dev.llmaas.console.desktop.playground;

import dev.llmaas.api.Money;
import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.openai.Backend;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ToolCall;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.client.ChatStream;
import dev.llmaas.client.OpenAiClient;
import dev.llmaas.console.desktop.async.Background;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One answer on its way: reads on a virtual thread, shows on the FX thread as fast as that keeps up. */
final class Answering {
    private final Turn turn;
    private final CatalogModel asked;
    private final @Nullable JsonNode schema;
    private final Surroundings around;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicBoolean showing = new AtomicBoolean();
    private final AtomicReference<@Nullable ChatStream> open = new AtomicReference<>();
    private final AtomicReference<@Nullable Thread> reader = new AtomicReference<>();
    // What follows belongs to the reading thread.
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final Map<Integer, Called> calls = new TreeMap<>();
    private long sentAtMs;
    private long firstAtMs;
    private @Nullable String finishReason;
    private @Nullable Backend backend;

    /** What every answer needs. */
    record Surroundings(OpenAiClient openAi, Background background, InstantSource clock) {}

    /** A call that comes in parts. */
    private static final class Called {
        private String id = "";
        private String name = "";
        private final StringBuilder arguments = new StringBuilder();
    }

    /**
     * An answer of a model.
     *
     * @param turn where it is shown
     * @param schema what its text is compared with at the end, or null
     */
    Answering(Turn turn, CatalogModel asked, @Nullable JsonNode schema, Surroundings around) {
        this.turn = turn;
        this.asked = asked;
        this.schema = schema;
        this.around = around;
    }

    /** Ends the answer; may come from any thread. */
    void stop() {
        stopped.set(true);
        ChatStream reading = open.get();
        Thread waiting = reader.get();
        if (reading != null) {
            reading.close();
        } else if (waiting != null) {
            waiting.interrupt(); // it waits for the platform to answer at all
        }
    }

    Turn.State stream(ChatCompletionRequest request) {
        reader.set(Thread.currentThread());
        if (stopped.get()) {
            return Turn.State.STOPPED;
        }
        sentAtMs = around.clock().millis();
        try (ChatStream stream = around.openAi().chatStream(request)) {
            open.set(stream);
            for (ChatCompletionChunk chunk : stream) {
                if (stopped.get()) {
                    break;
                }
                take(chunk);
            }
            Usage usage = stream.usage().orElse(null);
            Answered figures = measured(usage, stream.requestId());
            around.background().onScreen(() -> turn.measure(figures));
        } catch (CancellationException closed) {
            stopped.set(true);
        } catch (RuntimeException broken) {
            if (!stopped.get()) {
                throw broken;
            }
        } finally {
            reader.set(null);
            open.set(null);
            showWhole();
        }
        return stopped.get() ? Turn.State.STOPPED : Turn.State.DONE;
    }

    private void showWhole() {
        String whole = text.toString();
        String thoughts = reasoning.toString();
        List<ToolCall> whatToCall = calls.entrySet().stream()
                .map(entry -> new ToolCall(
                        null,
                        entry.getValue().id,
                        "function",
                        new ToolCall.Function(
                                entry.getValue().name,
                                entry.getValue().arguments.toString())))
                .toList();
        FormCheck form = schema == null || whole.isBlank() ? null : FormCheck.of(schema, whole);
        around.background().onScreen(() -> {
            turn.grow(whole, thoughts);
            turn.call(whatToCall);
            turn.check(form);
        });
    }

    private void take(ChatCompletionChunk chunk) {
        backend = chunk.backend() == null ? backend : chunk.backend();
        for (ChatCompletionChunk.Choice choice : chunk.choices()) {
            finishReason = choice.finishReason() == null ? finishReason : choice.finishReason();
            append(text, choice.delta().content());
            append(reasoning, choice.delta().reasoningContent());
            if (choice.delta().toolCalls() != null) {
                choice.delta().toolCalls().forEach(this::takeCall);
            }
        }
        if (showing.compareAndSet(false, true)) {
            String soFar = text.toString();
            String thoughts = reasoning.toString();
            around.background().onScreen(() -> {
                turn.grow(soFar, thoughts);
                showing.set(false);
            });
        }
    }

    private void append(StringBuilder to, @Nullable String piece) {
        if (piece != null && !piece.isEmpty()) {
            firstAtMs = firstAtMs == 0 ? around.clock().millis() : firstAtMs;
            to.append(piece);
        }
    }

    private void takeCall(ToolCall part) {
        int index = part.index() == null ? calls.size() : part.index();
        Called called = calls.computeIfAbsent(index, _ -> new Called());
        called.id = part.id() == null ? called.id : part.id();
        if (part.function() != null) {
            called.name = part.function().name() == null
                    ? called.name
                    : part.function().name();
            append(called.arguments, part.function().arguments());
        }
    }

    private Answered measured(@Nullable Usage usage, String requestId) {
        long now = around.clock().millis();
        Money cost = usage == null
                ? null
                : asked.inputPrice()
                        .times(usage.promptTokens())
                        .plus(asked.outputPrice().times(usage.completionTokens()));
        long first = firstAtMs == 0 ? now : firstAtMs;
        return new Answered(first - sentAtMs, now - sentAtMs, usage, cost, finishReason, backend, requestId);
    }
}
