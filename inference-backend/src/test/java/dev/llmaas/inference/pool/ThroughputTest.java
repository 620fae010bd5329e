package dev.llmaas.inference.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.inference.EngineLoad;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ThroughputTest {
    private static final long SECOND = 1_000_000_000L;

    private final Throughput throughput = new Throughput();

    @Test
    void cachedTokensAreNotComputed() {
        count(0, 0, 0, 0);
        count(SECOND, 300, 100, 50);

        assertThat(throughput.computedPerSecond()).isEqualTo(200);
        assertThat(throughput.generatedPerSecond()).isEqualTo(50);
    }

    @Test
    void whatWasLongAgoCountsNoMore() {
        count(0, 0, 0, 0);
        count(SECOND, 0, 0, 1_000);
        for (int i = 2; i < 12; i++) {
            count(i * SECOND, 0, 0, 1_000);
        }

        assertThat(throughput.generatedPerSecond()).isZero();
    }

    @Test
    void aSteadyPaceIsSteadyHoweverOftenItIsMeasured() {
        for (int i = 0; i < 200; i++) {
            count(i * SECOND / 50, 0, 0, i * 4L);
        }

        assertThat(throughput.generatedPerSecond()).isEqualTo(200, Offset.offset(1e-6));
    }

    @Test
    void aProcessThatCountsFromZeroAgainHasNoNegativePace() {
        count(0, 900, 0, 900);
        count(SECOND, 10, 0, 10);

        assertThat(throughput.generatedPerSecond()).isZero();

        count(2 * SECOND, 10, 0, 30);
        assertThat(throughput.generatedPerSecond()).isEqualTo(20);
    }

    private void count(long nanos, long prompt, long cached, long generated) {
        throughput.add(new EngineLoad(1, 0, 0, 0, prompt, cached, generated), nanos);
    }
}
