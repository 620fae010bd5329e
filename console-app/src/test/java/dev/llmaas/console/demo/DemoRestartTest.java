package dev.llmaas.console.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

class DemoRestartTest {
    @Test
    void scriptsKeepTheirKeyAndSeeNothingOfTheRunBefore() throws Exception {
        String key;
        RunningDemo second;
        RunningDemo first = RunningDemo.start();
        try {
            key = first.variable("LLMAAS_API_KEY");
            second = first.again();
        } catch (RuntimeException | Error failed) {
            first.close();
            throw failed;
        }
        try (second) {
            assertThat(second.variable("LLMAAS_API_KEY")).isEqualTo(key);
            assertThat(status(second, "/v1/models", key)).isEqualTo(200);
        }
    }

    private static int status(RunningDemo demo, String path, String bearer) throws IOException, InterruptedException {
        URI address = URI.create(demo.variable("LLMAAS_BASE_URL")).resolve(path);
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("authorization", "Bearer " + bearer)
                .build();
        try (var http = demo.http().build()) {
            return http.send(request, BodyHandlers.discarding()).statusCode();
        }
    }
}
