package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmaas.inference.EngineException;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.models.Gguf;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests whose input breaks the batch that it is in. The rules of requests let none of these through. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VectorSchedulerTest {
    private static final EngineSpec SPEC = new EngineSpec(
            URI.create("llama://" + Guide.EMBED_FILE.toUri().getRawPath()), "guide-embed", 8, 128, 1, Guide.NATIVES);
    private static final int[] SOUND = {5, 6, 7, 8};

    private static LlamaModel model;
    private static VectorScheduler scheduler;

    @BeforeAll
    static void start() {
        Gguf header = Gguf.read(Guide.EMBED_FILE).requireRunnable();
        LlamaOptions options = LlamaOptions.of(SPEC, header, 1);
        Placement place = Placement.of(LlamaLibrary.load(LlamaNatives.unpack(Guide.NATIVES)), SPEC.place());
        model = LlamaModel.load(place, Guide.EMBED_FILE, header);
        Pooling pooling = Pooling.of(header).orElseThrow();
        scheduler = VectorScheduler.start(model, options.vectorShape(pooling), model.width());
    }

    @AfterAll
    static void end() {
        scheduler.close();
        model.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Integer.MAX_VALUE})
    void anInputThatBreaksItsBatchFailsItsOwnRequestOnly(int token) throws Exception {
        int[] unsound = token == 0 ? new int[0] : new int[] {token};
        float[] expected = scheduler.compute(List.of(SOUND))[0];
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<float[][]>> sound = new ArrayList<>();
            List<Future<float[][]>> broken = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                sound.add(threads.submit(() -> scheduler.compute(List.of(SOUND, SOUND))));
                broken.add(threads.submit(() -> scheduler.compute(List.of(unsound))));
            }

            for (Future<float[][]> each : sound) {
                for (float[] vector : each.get()) {
                    assertThat(Vectors.likeness(vector, expected)).isGreaterThan(0.999);
                }
            }
            for (Future<float[][]> each : broken) {
                assertThatThrownBy(each::get)
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(EngineException.Broken.class);
            }
        }
        // Answers are told before the books.
        await().until(() -> scheduler.load().running() == 0);
    }
}
