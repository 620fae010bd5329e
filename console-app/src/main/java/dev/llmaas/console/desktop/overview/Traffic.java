package dev.llmaas.console.desktop.overview;

import dev.llmaas.api.event.PlatformEvent.ModelLoad;
import dev.llmaas.console.Limits;
import dev.llmaas.console.desktop.async.Tick;
import dev.llmaas.console.desktop.widget.Series;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/** What flows, as lines over time. Fed by ticks; everything in it has a fixed size. Belongs to the FX thread. */
public final class Traffic {
    /** The name under which models without a colour of their own are summed up. */
    public static final String OTHERS = "";

    private static final long RATE_WINDOW_MS = 10_000;
    private static final long LATENCY_WINDOW_MS = 60_000;
    private static final double SPEND_WINDOW_MS = 60_000;
    private static final double MS_PER_HOUR = 3_600_000;
    private static final long LOAD_HOLDS_MS = 2_000; // without a sample for so long, nobody knows the load

    private final Series requests = new Series(Limits.SERIES_POINTS);
    private final Series tokens = new Series(Limits.SERIES_POINTS);
    private final Series active = new Series(Limits.SERIES_POINTS);
    private final Series queue = new Series(Limits.SERIES_POINTS);
    private final Series spendPerHour = new Series(Limits.SERIES_POINTS);
    private final Series errors = new Series(Limits.SERIES_POINTS);
    private final Series firstTokenP50 = new Series(Limits.SERIES_POINTS);
    private final Series firstTokenP95 = new Series(Limits.SERIES_POINTS);
    private final Map<String, Series> tokensByModel = new LinkedHashMap<>();
    private final Map<String, ModelLoad> loads = new LinkedHashMap<>();
    private final Deque<Settled> window = new ArrayDeque<>();
    private final Deque<Spent> spent = new ArrayDeque<>();
    private final Deque<Latency> latencies = new ArrayDeque<>();
    private int activeNow;
    private long loadAtMs;

    private record Settled(long atMs, long requests, long errors) {}

    private record Spent(long atMs, long nanoEuros) {}

    private record Latency(long atMs, double ms) {}

    /** Calls settled, a second. */
    public Series requests() {
        return requests;
    }

    /** Tokens leaving, a second. */
    public Series tokens() {
        return tokens;
    }

    /** Calls that run. */
    public Series active() {
        return active;
    }

    /** Calls that wait. */
    public Series queue() {
        return queue;
    }

    /** Spend of the last minute at this pace, euros an hour. */
    public Series spendPerHour() {
        return spendPerHour;
    }

    /** Calls of the last ten seconds that did not complete. */
    public Series errors() {
        return errors;
    }

    /** Half of the calls of the last minute had their first token sooner, milliseconds. */
    public Series firstTokenP50() {
        return firstTokenP50;
    }

    /** All but one in twenty had it sooner, milliseconds. */
    public Series firstTokenP95() {
        return firstTokenP95;
    }

    /** Tokens leaving, a second, by model, in the order in which they were first seen; {@link #OTHERS} for the rest. */
    public Map<String, Series> tokensByModel() {
        return tokensByModel;
    }

    /** The load of each model now. */
    public Map<String, ModelLoad> loads() {
        return loads;
    }

    void add(Tick tick) {
        long now = tick.atMs();
        addCalls(tick, now);
        addSpend(tick, now);
        addLatencies(tick, now);
        addLoad(tick, now);
    }

    private void addCalls(Tick tick, long now) {
        if (tick.totals().requests() > 0) {
            window.addLast(
                    new Settled(now, tick.totals().requests(), tick.totals().errors()));
        }
        while (!window.isEmpty() && window.getFirst().atMs() <= now - RATE_WINDOW_MS) {
            window.removeFirst();
        }
        long calls = window.stream().mapToLong(Settled::requests).sum();
        requests.add(now, (double) calls * 1000 / RATE_WINDOW_MS);
        errors.add(now, (double) window.stream().mapToLong(Settled::errors).sum());
    }

    private void addSpend(Tick tick, long now) {
        if (tick.totals().spend().nanoEuros() != 0) {
            spent.addLast(new Spent(now, tick.totals().spend().nanoEuros()));
        }
        while (!spent.isEmpty() && spent.getFirst().atMs() <= now - SPEND_WINDOW_MS) {
            spent.removeFirst();
        }
        long sum = spent.stream().mapToLong(Spent::nanoEuros).sum();
        spendPerHour.add(now, sum / 1e9 * MS_PER_HOUR / SPEND_WINDOW_MS);
    }

    private void addLatencies(Tick tick, long now) {
        tick.timesToFirstTokenMs().forEach(ms -> latencies.addLast(new Latency(now, ms)));
        while (!latencies.isEmpty()
                && (latencies.getFirst().atMs() <= now - LATENCY_WINDOW_MS
                        || latencies.size() > Limits.LATENCY_SAMPLES_MAX)) {
            latencies.removeFirst();
        }
        double[] sorted = latencies.stream().mapToDouble(Latency::ms).toArray();
        Arrays.sort(sorted);
        firstTokenP50.add(now, percentile(sorted, 0.50));
        firstTokenP95.add(now, percentile(sorted, 0.95));
    }

    // The nearest-rank method: the smallest value that at least this share does not exceed.
    private static double percentile(double[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    private void addLoad(Tick tick, long now) {
        if (tick.load() != null) {
            loads.clear();
            tick.load().models().forEach(model -> loads.put(model.model(), model));
            activeNow = tick.load().activeRequests();
            loadAtMs = now;
        } else if (now - loadAtMs > LOAD_HOLDS_MS) {
            loads.clear();
            activeNow = 0;
        }
        active.add(now, activeNow);
        queue.add(now, loads.values().stream().mapToInt(ModelLoad::waiting).sum());
        tokens.add(
                now,
                loads.values().stream()
                        .mapToDouble(ModelLoad::outputTokensPerSecond)
                        .sum());
        Map<String, Double> byModel = new LinkedHashMap<>();
        loads.values()
                .forEach(load -> byModel.merge(nameOnChart(load.model()), load.outputTokensPerSecond(), Double::sum));
        tokensByModel.forEach((model, series) -> series.add(now, byModel.getOrDefault(model, 0.0)));
    }

    /** The number of the colour of a model on charts, from 1; 0 for one without a line of its own. */
    public int colourOf(String model) {
        int number = 1;
        for (String known : tokensByModel.keySet()) {
            if (known.equals(model)) {
                return number;
            }
            number++;
        }
        return 0;
    }

    private String nameOnChart(String model) {
        boolean known = tokensByModel.containsKey(model);
        String name = known || tokensByModel.size() < Limits.CHART_MODELS_MAX ? model : OTHERS;
        tokensByModel.computeIfAbsent(name, _ -> new Series(Limits.SERIES_POINTS));
        return name;
    }
}
