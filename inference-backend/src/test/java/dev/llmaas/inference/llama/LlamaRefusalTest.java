package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.inference.EngineException;
import dev.llmaas.inference.EngineProvider;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import dev.llmaas.inference.Generation;
import dev.llmaas.inference.StopReason;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LlamaRefusalTest {
    private static LlamaEngine engine;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() {
        engine = Guide.open(2, 256);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "temperature       | {\"temperature\": 2.1}",
                "temperature       | {\"temperature\": -0.1}",
                "top_p             | {\"top_p\": 0}",
                "top_p             | {\"top_p\": 1.5}",
                "top_k             | {\"top_k\": -2}",
                "top_k             | {\"top_k\": \"x\"}",
                "min_p             | {\"min_p\": 1.1}",
                "n                 | {\"n\": 0}",
                "n                 | {\"n\": 17}",
                "max_tokens        | {\"max_tokens\": 0}",
                "max_completion_tokens | {\"max_completion_tokens\": -1}",
                "stop              | {\"stop\": [\"a\",\"b\",\"c\",\"d\",\"e\"]}",
                "stop              | {\"stop\": [\"\"]}",
                "frequency_penalty | {\"frequency_penalty\": 3}",
                "presence_penalty  | {\"presence_penalty\": -3}",
                "repetition_penalty | {\"repetition_penalty\": 0}",
                "repeat_penalty    | {\"repeat_penalty\": 2.5}",
                "repeat_penalty    | {\"temperature\": 0, \"repeat_penalty\": 1e-300}",
                "repetition_penalty | {\"repetition_penalty\": 0.0099}",
                "repeat_penalty    | {\"repeat_penalty\": 1.1, \"repetition_penalty\": 1.1}",
                "typical_p         | {\"typical_p\": 0}",
                "typical_p         | {\"typical_p\": 1.01}",
                "ignore_eos        | {\"ignore_eos\": 1}",
                "temperature       | {\"temperature\": 1e999}",
                "min_p             | {\"min_p\": -1e-9}",
                "frequency_penalty | {\"frequency_penalty\": -1e300}",
                "logit_bias        | {\"logit_bias\": {\"99999999999999999999\": 1}}",
                "logit_bias        | {\"logit_bias\": {\"3072\": 1}}",
                "logit_bias        | {\"logit_bias\": {\"x\": 1}}",
                "logit_bias        | {\"logit_bias\": {\"1\": 101}}",
                "top_logprobs      | {\"logprobs\": true, \"top_logprobs\": 21}",
                "top_logprobs      | {\"top_logprobs\": 2}",
                "tools[0].function.name | {\"tools\": [{\"type\": \"function\"}]}",
                "tool_choice       | {\"tool_choice\": \"maybe\"}",
                "response_format.type | {\"response_format\": {\"type\": \"xml\"}}",
                "messages          | {\"messages\": []}",
                "messages[0].role  | {\"messages\": [{\"role\": \"robot\", \"content\": \"x\"}]}",
                "messages[0].content | {\"messages\": [{\"role\": \"user\"}]}",
            })
    void aFieldOutOfItsBoundsIsNamed(String param, String fields) {
        EngineException.Rejected rejected = refused(fields);

        assertThat(rejected.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(rejected.param()).contains(param);
        assertThat(rejected.sentence()).endsWith(".");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tool_choice     | {\"tool_choice\": \"required\"}",
                "tool_choice.function.name | {\"tool_choice\": {\"type\": \"function\", \"function\": {\"name\": \"f\"}}}",
                "response_format.type | {\"response_format\": {\"type\": \"regex\"}}",
                "response_format.json_schema.schema | {\"response_format\": {\"type\": \"json_schema\", \"json_schema\": {}}}",
                "response_format.json_schema.schema#/properties/a/not | {\"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"name\": \"n\", \"schema\": {\"type\": \"object\", \"properties\": {\"a\": {\"not\": {}}}}}}}",
                "tools[0].function.parameters#/properties/a/pattern | {\"tool_choice\": \"required\", \"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"strict\": true, \"parameters\": {\"type\": \"object\", \"properties\": {\"a\": {\"pattern\": \"(?=x)\"}}}}}]}",
            })
    void whatCannotBeEnforcedIsRefusedByItsPath(String param, String fields) {
        EngineException.Rejected rejected = refused(fields);

        assertThat(rejected.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(rejected.param()).contains(param);
        assertThat(rejected.sentence()).endsWith(".");
    }

    @Test
    void theBoundsOfARepetitionPenaltyAreNamed() {
        assertThat(refused("{\"repeat_penalty\": 1e-300}").sentence())
                .isEqualTo("repeat_penalty must be from 0.01 to 2, but is 1.0E-300.");
    }

    @Test
    void aStopTextOfAHundredThousandCharactersIsRefused() {
        assertThat(refused("{\"stop\": [\"%s\"]}".formatted("x".repeat(100_000)))
                        .sentence())
                .isEqualTo("Each text of stop must have 1 to 1,000 characters.");
    }

    @Test
    void whatDoesNotFitIsRefusedWithBothNumbers() {
        EngineException.Rejected tooLong = refused("{\"max_tokens\": 300}");
        assertThat(tooLong.code()).isEqualTo(ErrorCode.CONTEXT_LENGTH_EXCEEDED);
        assertThat(tooLong.param()).contains("max_tokens");
        assertThat(tooLong.sentence())
                .contains("256 tokens", "310 are needed", "10 for the messages", "300 for the answer");

        assertThatThrownBy(() -> Guide.reply(engine, Guide.greedy("word ".repeat(300))))
                .isInstanceOfSatisfying(EngineException.Rejected.class, rejected -> {
                    assertThat(rejected.code()).isEqualTo(ErrorCode.CONTEXT_LENGTH_EXCEEDED);
                    assertThat(rejected.param()).contains("messages");
                });
        assertThat(engine.load().promptTokens()).isZero();
    }

    @Test
    void aFullQueueIsSaid() throws Exception {
        try (LlamaEngine small = Guide.open(1, 64);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> waiting = new ArrayList<>();
            List<Generation> generations = new ArrayList<>();
            for (int i = 0; i <= LlamaLimits.QUEUE_MAX; i++) {
                Generation generation = new Generation("req_" + i, 0);
                generations.add(generation);
                waiting.add(threads.submit(() -> small.chat(Guide.greedy("hi"), generation, (chunk, tokens) -> {})));
            }
            await().until(() -> small.load().running() == 1 && small.load().waiting() == LlamaLimits.QUEUE_MAX);

            assertThatThrownBy(() -> Guide.reply(small, Guide.greedy("hi")))
                    .isInstanceOf(EngineException.Overloaded.class)
                    .hasMessageContaining("256 requests wait");
            generations.forEach(generation -> generation.stop(StopReason.LIMIT));
            for (Future<?> each : waiting) {
                each.get();
            }
        }
    }

    @Test
    void closingEndsWhatRunsAndRefusesWhatComes() throws Exception {
        LlamaEngine closing = Guide.open(1, 64);
        CountDownLatch begun = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> running = threads.submit(() -> closing.chat(
                    Guide.greedy("hi"), new Generation("req_closing", 1), (chunk, tokens) -> begun.countDown()));
            begun.await();

            closing.close();
            closing.close();

            assertThatThrownBy(running::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(EngineException.Broken.class);
            assertThatThrownBy(() -> Guide.reply(closing, Guide.greedy("hi")))
                    .isInstanceOf(EngineException.Unreachable.class);
        }
    }

    @Test
    void aDamagedModelIsNamed() throws IOException {
        byte[] sound = Files.readAllBytes(Guide.FILE);
        Path cut = Files.write(folder.resolve("cut.gguf"), Arrays.copyOf(sound, sound.length / 2));
        Path text = Files.writeString(folder.resolve("text.gguf"), "not a model at all");

        for (Path file : List.of(cut, text)) {
            assertThatThrownBy(() -> open(file, 0))
                    .isInstanceOfSatisfying(
                            EngineStartException.class,
                            failed -> assertThat(failed.reason()).isEqualTo(Reason.MODEL_FILE_CORRUPT))
                    .hasMessageContaining(file.getFileName().toString());
        }
        assertThatThrownBy(() -> open(folder.resolve("missing.gguf"), 0))
                .isInstanceOf(EngineStartException.class)
                .hasMessageContaining("missing.gguf");
    }

    @Test
    void anOptionOutOfItsBoundsIsNamed() {
        assertThatThrownBy(() -> open(Guide.FILE, 4_096))
                .isInstanceOf(EngineStartException.class)
                .hasMessageContaining("context must be at most 2,048")
                .hasMessageContaining("4,096");
    }

    @Test
    void theProviderIsFoundByItsScheme() {
        assertThat(ServiceLoader.load(EngineProvider.class))
                .anyMatch(provider -> provider.scheme().equals("llama"));
    }

    private static LlamaEngine open(Path file, int context) {
        URI uri = URI.create("llama://" + file.toUri().getRawPath());
        return (LlamaEngine)
                new LlamaEngineProvider().open(new EngineSpec(uri, "guide-chat", 1, context, 1, Guide.NATIVES));
    }

    private static EngineException.Rejected refused(String fields) {
        try {
            Guide.reply(engine, Guide.greedyWith("hi", fields));
        } catch (EngineException.Rejected rejected) {
            return rejected;
        } catch (InterruptedException asked) {
            throw new IllegalStateException(asked);
        }
        throw new AssertionError("was not refused");
    }
}
