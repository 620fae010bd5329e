package dev.llmaas.inference.pool;

import dev.llmaas.inference.EngineLoad;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads how busy a server of others is from the figures that it tells Prometheus at {@code /metrics}: vLLM, SGLang and
 * llama-server (with {@code --metrics}). The names are those of their documentation; of another server nothing is known.
 * Stateless.
 */
final class ServerMetrics {
    /** Where servers tell them. */
    static final String PATH = "/metrics";

    /** Servers with many models tell some hundred kilobytes. */
    static final int BYTES_MAX = 4 << 20;

    private static final Map<String, Figure> FIGURES = Map.ofEntries(
            Map.entry("vllm:num_requests_running", Figure.RUNNING),
            Map.entry("vllm:num_requests_waiting", Figure.WAITING),
            Map.entry("vllm:kv_cache_usage_perc", Figure.CACHE_RATIO),
            Map.entry("vllm:gpu_cache_usage_perc", Figure.CACHE_RATIO), // its name before 2025
            Map.entry("vllm:prompt_tokens_total", Figure.PROMPT),
            Map.entry("vllm:prefix_cache_hits_total", Figure.CACHED),
            Map.entry("vllm:generation_tokens_total", Figure.GENERATED),
            Map.entry("sglang:num_running_reqs", Figure.RUNNING),
            Map.entry("sglang:num_queue_reqs", Figure.WAITING),
            Map.entry("sglang:token_usage", Figure.CACHE_RATIO),
            Map.entry("sglang:prompt_tokens_total", Figure.PROMPT),
            Map.entry("sglang:cached_tokens_total", Figure.CACHED),
            Map.entry("sglang:generation_tokens_total", Figure.GENERATED),
            Map.entry("llamacpp:requests_processing", Figure.RUNNING),
            Map.entry("llamacpp:requests_deferred", Figure.WAITING),
            Map.entry("llamacpp:kv_cache_usage_ratio", Figure.CACHE_RATIO),
            Map.entry("llamacpp:prompt_tokens_total", Figure.PROMPT),
            Map.entry("llamacpp:tokens_predicted_total", Figure.GENERATED));

    private enum Figure {
        RUNNING,
        WAITING,
        CACHE_RATIO,
        PROMPT,
        CACHED,
        GENERATED
    }

    private ServerMetrics() {}

    /**
     * The load that a page of metrics tells, in the text format of Prometheus. Figures with several labels, as of several
     * engines in one server, are added up; of several caches the fullest counts.
     *
     * @param slots requests that the server computes together, from 1
     * @return empty if it has none of the figures
     */
    static Optional<EngineLoad> read(String page, int slots) {
        Map<Figure, Double> found = new EnumMap<>(Figure.class);
        page.lines().forEach(line -> sample(line, found));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        long prompt = whole(found, Figure.PROMPT);
        return Optional.of(new EngineLoad(
                slots,
                (int) Math.min(Integer.MAX_VALUE, whole(found, Figure.RUNNING)),
                (int) Math.min(Integer.MAX_VALUE, whole(found, Figure.WAITING)),
                Math.min(1, found.getOrDefault(Figure.CACHE_RATIO, 0.0)),
                prompt,
                Math.min(prompt, whole(found, Figure.CACHED)),
                whole(found, Figure.GENERATED)));
    }

    private static void sample(String line, Map<Figure, Double> found) {
        int labels = line.indexOf('{');
        int blank = line.indexOf(' ');
        int end = labels >= 0 && labels < blank ? labels : blank;
        Figure figure = end <= 0 ? null : FIGURES.get(line.substring(0, end));
        if (figure == null) {
            return;
        }
        String rest =
                line.substring(end == labels ? line.lastIndexOf('}') + 1 : end).strip();
        int time = rest.indexOf(' ');
        try {
            double value = Double.parseDouble(time < 0 ? rest : rest.substring(0, time));
            if (value >= 0 && value < Long.MAX_VALUE) {
                found.merge(figure, value, figure == Figure.CACHE_RATIO ? Math::max : Double::sum);
            }
        } catch (NumberFormatException noSample) {
            return; // a line that is none of Prometheus says nothing
        }
    }

    private static long whole(Map<Figure, Double> found, Figure figure) {
        return Math.round(found.getOrDefault(figure, 0.0));
    }
}
