package dev.llmaas.inference.llama;

import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.Generation;
import dev.llmaas.inference.models.Gguf;
import java.net.URI;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The shipped model with two slots of 256 tokens, for tests that speak to its scheduler without the engine around it. */
final class ScheduledGuide implements AutoCloseable {
    private static final EngineSpec SPEC = new EngineSpec(
            URI.create("llama://" + Guide.FILE.toUri().getRawPath()), "guide-chat", 2, 256, 1, Guide.NATIVES);

    private final LlamaModel model;
    private final LlamaOptions options;
    private final Vocabulary vocabulary;

    ScheduledGuide() {
        Gguf header = Gguf.read(Guide.FILE).requireRunnable();
        options = LlamaOptions.of(SPEC, header, 1);
        Placement place = Placement.of(LlamaLibrary.load(LlamaNatives.unpack(Guide.NATIVES)), SPEC.place());
        model = LlamaModel.load(place, Guide.FILE, header);
        vocabulary = Vocabulary.of(model, header.chatTemplate().orElseThrow());
    }

    Vocabulary vocabulary() {
        return vocabulary;
    }

    Scheduler start() {
        return Scheduler.start(model, vocabulary, options);
    }

    /**
     * Asks for an answer of so many tokens at most.
     *
     * @param wishes fields of a request, as JSON
     * @param form what the answer must be like; null for anything
     */
    ChatTask submit(Scheduler scheduler, String wishes, RandomGenerator random, int tokens, @Nullable Constraint form) {
        int[] prompt = model.tokenize("What is an API key?");
        ChatTask task = new ChatTask(Generation.unlimited("req_test"), prompt, 1, scheduler::disturb);
        Sampling sampling = new RequestRules(Guide.greedyWith("x", wishes), vocabulary.size()).sampling();
        Sampler sampler = new Sampler(sampling, random, vocabulary.size(), tokens, form);
        scheduler.submit(List.of(new Answer(task, 0, sampler, List.of(), tokens)));
        return task;
    }

    /** The text of an answer that comes to its end. */
    static String text(ChatTask task) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        while (task.take() instanceof Delivery.Piece piece) {
            text.append(piece.text());
            if (piece.finishReason() != null) {
                return text.toString();
            }
        }
        throw new AssertionError("the answer broke");
    }

    @Override
    public void close() {
        model.close();
    }
}
