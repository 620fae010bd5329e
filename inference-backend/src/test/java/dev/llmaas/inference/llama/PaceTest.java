package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
    private static final int CAPACITY = 512;
    private static final int PROMPT = 4_000;

    /**
     * The machines differ in what a step costs and what a token of a prompt adds, in microseconds; reading gets dearer with
     * the depth, up to twice as dear at the end.
     */
    @ParameterizedTest
    @CsvSource({"250, 60", "1000, 50", "20000, 200", "30000, 30000", "8000, 12"})
    void theGapOfARunningAnswerStaysBelowThreeStepsWhileALongPromptIsRead(long stepMicros, double tokenMicros) {
        Pace pace = new Pace();
        pace.measured(0, 20, (long) (1_000 * (stepMicros + 20 * tokenMicros)));

        int read = 0;
        int steps = 0;
        while (read < PROMPT) {
            int slice = Math.min(pace.slice(CAPACITY), PROMPT - read);
            double dearer = 1 + (double) read / PROMPT;
            long nanos = (long) (1_000 * (stepMicros + slice * tokenMicros * dearer));
            assertThat(nanos).isLessThan(3 * 1_000 * stepMicros);
            pace.measured(1, slice, nanos);
            read += slice;
            steps++;
        }

        assertThat(steps).isLessThan(2 * PROMPT);
    }

    @Test
    void disturbedStepsDoNotStopTheReading() {
        long seed = new SplittableRandom().nextLong();
        System.out.println("PaceTest.disturbedSteps seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Pace pace = new Pace();
        int read = 0;
        int steps = 0;
        while (read < PROMPT) {
            int slice = Math.min(pace.slice(CAPACITY), PROMPT - read);
            long disturbance = random.nextInt(10) == 0 ? random.nextLong(50_000_000) : 0;
            pace.measured(1, slice, 1_000_000 + slice * 50_000L + disturbance);
            read += slice;
            steps++;
        }

        // Undisturbed it takes 160 steps of 26 tokens.
        assertThat(steps).isLessThan(2_000);
    }

    @Test
    void aDisturbedMeasurementDoesNotStretchTheStepsBehindIt() {
        long seed = new SplittableRandom().nextLong();
        System.out.println("PaceTest.disturbedMeasurement seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Pace pace = new Pace();
        for (int i = 0; i < 100; i++) {
            pace.measured(1, 0, 1_000_000);
        }

        int steps = 0;
        int stretched = 0;
        for (int read = 0; read < 10 * PROMPT; steps++) {
            int slice = pace.slice(CAPACITY);
            long nanos = 1_000_000 + slice * 50_000L;
            stretched += nanos >= 3_000_000 ? 1 : 0;
            // Other work takes the processor in a third of the steps that only measure.
            boolean disturbed = slice == 0 && random.nextInt(3) == 0;
            pace.measured(1, slice, nanos + (disturbed ? random.nextLong(50_000_000) : 0));
            read += slice;
        }

        assertThat(stretched).as("of %d steps", steps).isLessThan(steps / 20);
    }

    @Test
    void whatAStepCostsIsMeasuredBeforeItIsStretched() {
        Pace pace = new Pace();

        assertThat(pace.slice(CAPACITY)).isZero();
        pace.measured(1, 0, 1_000_000);
        assertThat(pace.slice(CAPACITY)).isEqualTo(1);
    }
}
