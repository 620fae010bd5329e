package dev.llmaas.inference.whisper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.inference.TranscriptionEngine.Part;
import dev.llmaas.inference.whisper.Windows.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WindowsTest {
    private static Sound sound(double seconds) {
        return new Sound(new float[(int) (seconds * WhisperLimits.RATE)], seconds);
    }

    @Test
    void theLastPartOfAWindowIsHeardAgain() throws InterruptedException {
        List<Integer> lengths = new ArrayList<>();
        List<String> told = new ArrayList<>();

        List<Part> parts = Windows.hear(sound(50), "names", (samples, before) -> {
            lengths.add(samples.length / WhisperLimits.RATE);
            told.add(before);
            return lengths.size() == 1
                    ? List.of(new Piece(0, 2_000, " one"), new Piece(2_000, 3_000, " cut o"))
                    : List.of(new Piece(0, 1_500, " cut off"), new Piece(1_500, 3_000, " end"));
        });

        assertThat(lengths).containsExactly(30, 30);
        assertThat(told).containsExactly("names", " one");
        assertThat(parts).extracting(Part::text).containsExactly(" one", " cut off", " end");
        assertThat(parts).extracting(Part::start).containsExactly(0.0, 20.0, 35.0);
        assertThat(parts).extracting(Part::end).containsExactly(20.0, 35.0, 50.0);
        assertThat(parts).extracting(Part::seekCentiseconds).containsExactly(0L, 2_000L, 2_000L);
    }

    @Test
    void silenceIsPassedOver() throws InterruptedException {
        List<Integer> windows = new ArrayList<>();

        assertThat(Windows.hear(sound(95), "", (samples, before) -> {
                    windows.add(samples.length);
                    return List.of();
                }))
                .isEmpty();
        assertThat(windows).hasSize(4);
    }

    @Test
    void whateverIsHeardTheRecordingEndsAndTimeDoesNotGoBack() throws InterruptedException {
        long seed = new SplittableRandom().nextLong();
        System.out.println("windows seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < 200; run++) {
            double seconds = random.nextDouble() * 200;
            int[] windows = {0};

            List<Part> parts = Windows.hear(sound(seconds), "", (samples, before) -> {
                windows[0]++;
                List<Piece> pieces = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    long from = random.nextLong(-100, 4_000);
                    pieces.add(new Piece(from, from + random.nextLong(-100, 2_000), "x"));
                }
                return pieces;
            });

            assertThat(windows[0]).isLessThanOrEqualTo((int) (seconds / WhisperLimits.ADVANCE_SECONDS_MIN) + 2);
            assertThat(parts).allMatch(part -> part.start() <= part.end() && part.end() <= seconds + 0.01);
        }
    }

    @Test
    void anInterruptEndsItBetweenTwoWindows() {
        assertThatThrownBy(() -> Windows.hear(sound(100), "", (samples, before) -> {
                    Thread.currentThread().interrupt();
                    return List.of();
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }
}
