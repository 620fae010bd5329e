package dev.llmaas.console.desktop.widget;

/**
 * The last values of something that is measured over time: a ring of fixed size, oldest dropped first. Not thread-safe.
 */
public final class Series {
    private final long[] timesMs;
    private final double[] values;
    private int first;
    private int size;

    /** Keeps the last {@code capacity} values, at least one. */
    public Series(int capacity) {
        this.timesMs = new long[capacity];
        this.values = new double[capacity];
    }

    /**
     * Adds a value.
     *
     * @param timeMs milliseconds since 1970; one before the last is taken as the last, so that a clock may be set back
     * @param value NaN where nothing was measured: the line has a gap there
     */
    public void add(long timeMs, double value) {
        long time = size == 0 ? timeMs : Math.max(timeMs, timeAt(size - 1));
        int at = (first + size) % values.length;
        timesMs[at] = time;
        values[at] = value;
        if (size < values.length) {
            size++;
        } else {
            first = (first + 1) % values.length;
        }
    }

    /** Forgets everything. */
    public void clear() {
        first = 0;
        size = 0;
    }

    /** How many values there are. */
    public int size() {
        return size;
    }

    /** When the value number {@code index} was measured; 0 is the oldest. */
    public long timeAt(int index) {
        return timesMs[(first + index) % values.length];
    }

    /** The value number {@code index}; 0 is the oldest. */
    public double valueAt(int index) {
        return values[(first + index) % values.length];
    }

    /** The newest value, 0 if there is none. */
    public double last() {
        return size == 0 ? 0 : valueAt(size - 1);
    }

    /** The number of the first value that was not measured before {@code timeMs}; {@link #size} if all were. */
    public int indexFrom(long timeMs) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (timeAt(middle) < timeMs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The value that was current at {@code timeMs}, NaN if none was measured until then. */
    public double valueAtTime(long timeMs) {
        int after = indexFrom(timeMs + 1);
        return after == 0 ? Double.NaN : valueAt(after - 1);
    }

    /** The largest value since {@code fromMs}, 0 if there is none. */
    public double max(long fromMs) {
        double max = 0;
        for (int i = indexFrom(fromMs); i < size; i++) {
            double value = valueAt(i);
            if (value > max) {
                max = value;
            }
        }
        return max;
    }
}
