package dev.llmaas.console.terminal;

import dev.llmaas.api.Money;
import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.client.ChatStream;
import dev.llmaas.console.i18n.Formats;
import dev.llmaas.console.session.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks a model and shows its answer as it comes. {@link #stop} may be called from any thread. */
final class Asking {
    private final Workplace workplace;
    private final Session session;
    private final List<CatalogModel> catalog;
    private final AtomicReference<@Nullable ChatStream> running = new AtomicReference<>();

    /** Asks for the person of {@code session}; reads the prices once. */
    Asking(Workplace workplace, Session session) {
        this.workplace = workplace;
        this.session = session;
        this.catalog = session.admin().models().data();
    }

    /** The model to ask where nobody names one: the first that can chat and is there. */
    String standardModel() {
        return catalog.stream()
                .filter(model -> model.capabilities().contains("chat"))
                .sorted((one, other) -> Boolean.compare(other.available(), one.available()))
                .findFirst()
                .map(CatalogModel::id)
                .orElseThrow(
                        () -> new TerminalException(ExitCodes.UNAVAILABLE, workplace.text("terminal.chat.no_model")));
    }

    List<String> models() {
        return catalog.stream().map(CatalogModel::id).toList();
    }

    /** Asks, hands each piece of text to {@code sink}, and returns the whole. */
    Reply ask(ChatCompletionRequest request, Consumer<String> sink) {
        long startedNanos = System.nanoTime();
        StringBuilder text = new StringBuilder();
        String model = request.model();
        String finish = null;
        Long firstMs = null;
        try (ChatStream stream = session.openAi().chatStream(request)) {
            running.set(stream);
            for (ChatCompletionChunk chunk : stream) {
                model = chunk.model();
                String piece = piece(chunk);
                if (!piece.isEmpty()) {
                    firstMs = firstMs == null ? sinceMs(startedNanos) : firstMs;
                    text.append(piece);
                    sink.accept(piece);
                }
                finish = finish(chunk) == null ? finish : finish(chunk);
            }
            Usage usage = stream.usage().orElse(null);
            return new Reply(
                    model,
                    text.toString(),
                    finish,
                    usage,
                    spend(model, usage),
                    firstMs,
                    sinceMs(startedNanos),
                    stream.requestId());
        } finally {
            running.set(null);
        }
    }

    /** Ends the answer that is coming, if there is one. */
    boolean stop() {
        ChatStream stream = running.get();
        if (stream == null) {
            return false;
        }
        stream.close();
        return true;
    }

    /** Tokens, price and times in one line. */
    String figures(Reply reply) {
        Formats formats = workplace.formats();
        List<String> parts = new ArrayList<>();
        parts.add(reply.model());
        Usage usage = reply.usage();
        if (usage != null) {
            parts.add(workplace.text(
                    "terminal.chat.tokens",
                    formats.count(usage.promptTokens()),
                    formats.count(usage.completionTokens())));
        }
        if (reply.spend() != null) {
            parts.add(formats.money(reply.spend()));
        }
        if (reply.timeToFirstTokenMs() != null) {
            parts.add(workplace.text(
                    "terminal.chat.first", formats.duration(Duration.ofMillis(reply.timeToFirstTokenMs()))));
        }
        parts.add(formats.duration(reply.duration()));
        if (reply.tokensPerSecond() > 0) {
            parts.add(workplace.text("terminal.chat.rate", formats.rate(reply.tokensPerSecond())));
        }
        return String.join(" · ", parts);
    }

    private @Nullable Money spend(String model, @Nullable Usage usage) {
        if (usage == null) {
            return null;
        }
        return catalog.stream()
                .filter(known -> known.id().equals(model))
                .findFirst()
                .map(known -> known.inputPrice()
                        .times(usage.promptTokens())
                        .plus(known.outputPrice().times(usage.completionTokens())))
                .orElse(null);
    }

    private static String piece(ChatCompletionChunk chunk) {
        if (chunk.choices().isEmpty()) {
            return "";
        }
        String content = chunk.choices().getFirst().delta().content();
        return content == null ? "" : content;
    }

    private static @Nullable String finish(ChatCompletionChunk chunk) {
        return chunk.choices().isEmpty() ? null : chunk.choices().getFirst().finishReason();
    }

    private static long sinceMs(long startedNanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
    }
}
