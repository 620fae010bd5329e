package dev.llmaas.console.desktop.widget;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeriesTest {
    @Test
    void theOldestValuesAreDroppedFirst() {
        Series series = new Series(3);
        for (int i = 1; i <= 5; i++) {
            series.add(i * 100L, i);
        }

        assertThat(series.size()).isEqualTo(3);
        assertThat(series.valueAt(0)).isEqualTo(3);
        assertThat(series.last()).isEqualTo(5);
        assertThat(series.timeAt(0)).isEqualTo(300);
    }

    @Test
    void theValueOfAMomentIsTheLastOneBefore() {
        Series series = new Series(10);
        series.add(100, 1);
        series.add(200, 2);

        assertThat(series.valueAtTime(99)).isNaN();
        assertThat(series.valueAtTime(100)).isEqualTo(1);
        assertThat(series.valueAtTime(199)).isEqualTo(1);
        assertThat(series.valueAtTime(900)).isEqualTo(2);
        assertThat(series.indexFrom(150)).isEqualTo(1);
    }

    @Test
    void aClockThatWasSetBackDoesNotTurnTheLine() {
        Series series = new Series(10);
        series.add(500, 1);
        series.add(200, 2);

        assertThat(series.timeAt(1)).isEqualTo(500);
    }

    @Test
    void gapsDoNotCountForTheLargestValue() {
        Series series = new Series(10);
        series.add(1, Double.NaN);
        series.add(2, 7);

        assertThat(series.max(0)).isEqualTo(7);
        assertThat(series.max(3)).isZero();
    }

    @Test
    void marksOfAnAxisAreRoundAndReachTheLargestValue() {
        assertThat(Axis.of(1_187, 4)).isEqualTo(new Axis(500, 1_500));
        assertThat(Axis.of(0.7, 4).max()).isGreaterThanOrEqualTo(0.7);
        assertThat(Axis.of(0, 4).max()).isEqualTo(1);
        assertThat(Axis.of(Double.NaN, 4).max()).isEqualTo(1);
        assertThat(Axis.timeStepMs(300_000, 6)).isEqualTo(60_000);
    }
}
