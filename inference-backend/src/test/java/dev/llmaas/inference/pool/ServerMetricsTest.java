package dev.llmaas.inference.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.llmaas.inference.EngineLoad;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ServerMetricsTest {
    private static final String VLLM = """
            # HELP vllm:num_requests_running Number of requests in model execution batches.
            # TYPE vllm:num_requests_running gauge
            vllm:num_requests_running{engine="0",model_name="acme/large {v2}"} 5.0
            vllm:num_requests_running{engine="1",model_name="acme/large {v2}"} 2.0
            vllm:num_requests_waiting{engine="0",model_name="acme/large {v2}"} 3.0
            vllm:num_requests_waiting_by_reason{engine="0",reason="capacity"} 3.0
            vllm:kv_cache_usage_perc{engine="0",model_name="acme/large {v2}"} 0.25
            vllm:kv_cache_usage_perc{engine="1",model_name="acme/large {v2}"} 0.75
            vllm:prompt_tokens_total{engine="0",model_name="acme/large {v2}"} 1.2e+06
            vllm:prefix_cache_hits_total{engine="0",model_name="acme/large {v2}"} 900000.0
            vllm:generation_tokens_total{engine="0",model_name="acme/large {v2}"} 345678.0 1764079200000
            vllm:time_to_first_token_seconds_bucket{le="+Inf"} 12.0
            """;

    @Test
    void figuresOfVllmAreAddedUpOverItsEngines() {
        assertThat(ServerMetrics.read(VLLM, 16)).contains(new EngineLoad(16, 7, 3, 0.75, 1_200_000, 900_000, 345_678));
    }

    @Test
    void figuresOfSglangAndOfLlamaServerAreRead() {
        String sglang = """
                sglang:num_running_reqs{model_name="m",tp_rank="0"} 4
                sglang:num_queue_reqs{model_name="m",tp_rank="0"} 1
                sglang:token_usage{model_name="m"} 0.5
                sglang:prompt_tokens_total{model_name="m"} 100
                sglang:cached_tokens_total{cache_source="device",model_name="m"} 30
                sglang:cached_tokens_total{cache_source="host",model_name="m"} 10
                sglang:generation_tokens_total{model_name="m"} 50
                """;
        String llama = """
                llamacpp:prompt_tokens_total 4096
                llamacpp:tokens_predicted_total 512
                llamacpp:requests_processing 2
                llamacpp:requests_deferred 6
                """;

        assertThat(ServerMetrics.read(sglang, 8)).contains(new EngineLoad(8, 4, 1, 0.5, 100, 40, 50));
        assertThat(ServerMetrics.read(llama, 4)).contains(new EngineLoad(4, 2, 6, 0, 4_096, 0, 512));
    }

    @Test
    void anotherPageTellsNothing() {
        assertThat(ServerMetrics.read("<html>\nvllm is not here\n</html>", 1)).isEmpty();
        assertThat(ServerMetrics.read("", 1)).isEmpty();
        assertThat(ServerMetrics.read("vllm:num_requests_running NaN\nvllm:num_requests_waiting -1", 1))
                .isEmpty();
    }

    @Test
    void noPageIsTooOddToRead() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder page = new StringBuilder(VLLM);
            for (int j = 0; j < 20; j++) {
                page.setCharAt(random.nextInt(page.length()), "{}\" \n#1eE+-.\u0000é".charAt(random.nextInt(14)));
            }
            String odd = page.toString();
            assertThatCode(() -> ServerMetrics.read(odd, 1).ifPresent(load -> {
                        assertThat(load.running()).isNotNegative();
                        assertThat(load.cachedTokens()).isBetween(0L, load.promptTokens());
                        assertThat(load.kvCacheRatio()).isBetween(0.0, 1.0);
                    }))
                    .as("seed %d", seed)
                    .doesNotThrowAnyException();
        }
    }
}
