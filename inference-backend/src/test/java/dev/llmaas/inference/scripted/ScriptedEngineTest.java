package dev.llmaas.inference.scripted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.inference.EngineException.Broken;
import dev.llmaas.inference.EngineException.Overloaded;
import dev.llmaas.inference.EngineException.Rejected;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.Generation;
import dev.llmaas.inference.StopReason;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.StringNode;

class ScriptedEngineTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<ChatCompletionChunk> chunks = new CopyOnWriteArrayList<>();
    private final List<Long> counts = new CopyOnWriteArrayList<>();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void anAnswerSaysTheWordsOfItsScript() throws InterruptedException {
        ScriptedEngine engine = engine("tokens=3&words=a,b", 1);

        Usage usage = engine.chat(request("").build(), Generation.unlimited("r"), this::take);

        assertThat(text()).isEqualTo("a b a");
        assertThat(usage).isEqualTo(Usage.of(4, 0, 3, 0));
        assertThat(counts).containsExactly(1L, 2L, 3L, 3L);
        assertThat(chunks.getFirst().choices().getFirst().delta().role()).isEqualTo("assistant");
        assertThat(chunks.getLast().usage()).isEqualTo(usage);
        assertThat(finish()).isEqualTo("stop");
    }

    @Test
    void maxTokensEndsAnAnswer() throws InterruptedException {
        ScriptedEngine engine = engine("tokens=30", 1);

        Usage usage = engine.chat(request("").maxTokens(7).build(), Generation.unlimited("r"), this::take);

        assertThat(usage.completionTokens()).isEqualTo(7);
        assertThat(finish()).isEqualTo("length");
    }

    @Test
    void atItsBudgetAnAnswerParksAndARaiseLetsItGoOn() {
        ScriptedEngine engine = engine("tokens=10", 1);
        Generation generation = new Generation("r", 4);

        CompletableFuture<Usage> answer = chat(engine, request("").build(), generation);

        await().atMost(SOON).until(() -> counts.size() == 4);
        assertThat(answer).isNotDone();
        assertThat(engine.load().running()).isEqualTo(1);
        generation.raiseBudget(9);
        await().atMost(SOON).until(() -> counts.size() == 9);
        generation.stop(StopReason.LIMIT);
        assertThat(answer).succeedsWithin(SOON).isEqualTo(Usage.of(4, 0, 9, 0));
        assertThat(finish()).isEqualTo("length");
    }

    @Test
    void aStallEndsByAStop() {
        ScriptedEngine engine = engine("tokens=10&fault=stall-after:2", 1);
        Generation generation = Generation.unlimited("r");

        CompletableFuture<Usage> answer = chat(engine, request("").build(), generation);

        await().atMost(SOON).until(() -> counts.size() == 2);
        generation.stop(StopReason.CLIENT_GONE);
        assertThat(answer).succeedsWithin(SOON).isEqualTo(Usage.of(4, 0, 2, 0));
        assertThat(finish()).isEqualTo("cancelled");
    }

    @Test
    void aFailureLeavesWhatWasDelivered() {
        ScriptedEngine engine = engine("tokens=10&fault=fail-after:2", 1);

        assertThatThrownBy(() -> engine.chat(request("").build(), Generation.unlimited("r"), this::take))
                .isInstanceOf(Broken.class);
        assertThat(counts).containsExactly(1L, 2L);
        assertThat(engine.load().running()).isZero();
    }

    @Test
    void aRequestMayBringItsOwnScript() throws InterruptedException {
        ScriptedEngine engine = engine("tokens=10", 1);

        engine.chat(request("tokens=1&words=own").build(), Generation.unlimited("r"), this::take);

        assertThat(text()).isEqualTo("own");
        assertThatThrownBy(() -> engine.chat(request("tokens=x").build(), Generation.unlimited("r"), this::take))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("tokens");
    }

    @Test
    void requestsBeyondTheSlotsWaitAndBeyondTheQueueAreRefused() {
        ScriptedEngine engine = engine("tokens=1&fault=stall-after:0", 1);
        Generation first = Generation.unlimited("first");
        CompletableFuture<Usage> firstAnswer = chat(engine, request("").build(), first);
        await().atMost(SOON).until(() -> engine.load().running() == 1);
        Generation second = Generation.unlimited("second");
        CompletableFuture<Usage> secondAnswer = chat(engine, request("").build(), second);
        for (int i = 1; i < 64; i++) {
            chat(engine, request("").build(), Generation.unlimited("more"));
        }
        await().atMost(SOON).until(() -> engine.load().waiting() == 64);

        assertThatThrownBy(() -> engine.chat(request("").build(), Generation.unlimited("r"), this::take))
                .isInstanceOf(Overloaded.class);
        second.stop(StopReason.CLIENT_GONE);
        assertThat(secondAnswer).succeedsWithin(SOON).isEqualTo(Usage.NONE);
        first.stop(StopReason.LIMIT);
        assertThat(firstAnswer).succeedsWithin(SOON);
        await().atMost(SOON).until(() -> engine.load().waiting() == 62);
        assertThat(engine.load().running()).isEqualTo(1);
    }

    @Test
    void closingEndsWhatRuns() {
        ScriptedEngine engine = engine("tokens=10&fault=stall-after:2", 1);
        CompletableFuture<Usage> answer = chat(engine, request("").build(), Generation.unlimited("r"));
        await().atMost(SOON).until(() -> counts.size() == 2);

        engine.close();

        assertThat(answer).failsWithin(SOON).withThrowableThat().withCauseInstanceOf(Broken.class);
    }

    @Test
    void aScriptWithAnUnknownParameterIsRefused() {
        EngineSpec spec = new EngineSpec(URI.create("scripted:///?token=3"), "m", 1, 0, 0, null);

        assertThatThrownBy(() -> new ScriptedEngineProvider().open(spec))
                .isInstanceOf(EngineStartException.class)
                .hasMessageContaining("\"token\"");
    }

    private CompletableFuture<Usage> chat(ScriptedEngine engine, ChatCompletionRequest request, Generation generation) {
        CompletableFuture<Usage> answer = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                answer.complete(engine.chat(request, generation, this::take));
            } catch (Broken | InterruptedException failed) {
                answer.completeExceptionally(failed);
            }
        });
        return answer;
    }

    private void take(ChatCompletionChunk chunk, long tokensSoFar) {
        chunks.add(chunk);
        counts.add(tokensSoFar);
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (ChatCompletionChunk chunk : chunks) {
            String content = chunk.choices().getFirst().delta().content();
            text.append(content == null ? "" : content);
        }
        return text.toString();
    }

    private String finish() {
        return chunks.getLast().choices().getFirst().finishReason();
    }

    private static ChatCompletionRequest.Builder request(String script) {
        ChatCompletionRequest.Builder builder =
                ChatCompletionRequest.builder("m").message(ChatMessage.user("four words are here"));
        return script.isEmpty() ? builder : builder.extra("script", StringNode.valueOf(script));
    }

    private static ScriptedEngine engine(String query, int slots) {
        EngineSpec spec = new EngineSpec(URI.create("scripted:///?" + query), "m", slots, 0, 0, null);
        return new ScriptedEngine(spec, Script.of(spec.uri()), InstantSource.system());
    }
}
