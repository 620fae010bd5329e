package dev.llmaas.inference.runner;

import dev.llmaas.api.WireJson;
import dev.llmaas.inference.EngineLoad;
import dev.llmaas.inference.http.RunnerProtocol;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.core.JacksonException;

/** Asks runners how they are. Thread-safe. */
public final class RunnerClient implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .executor(threads)
            .build();

    /** The load of a runner, empty if it does not tell within {@code max}. */
    public Optional<EngineLoad> load(URI baseUrl, String authorization, Duration max) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(baseUrl.resolve(RunnerProtocol.LOAD_PATH))
                .header(RunnerProtocol.AUTHORIZATION, authorization)
                .timeout(max)
                .build();
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return response.statusCode() == 200
                    ? Optional.of(WireJson.mapper().readValue(response.body(), EngineLoad.class))
                    : Optional.empty();
        } catch (IOException | JacksonException noAnswer) {
            return Optional.empty();
        }
    }

    /** Whether a program of others says within {@code max} that it is well. */
    public boolean isWell(URI address, String authorization, Duration max) throws InterruptedException {
        try {
            return http.send(request(address, authorization, max), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException noAnswer) {
            return false;
        }
    }

    /** A page of a program of others, empty if it does not come within {@code max} or is longer than {@code bytesMax}. */
    public Optional<String> page(URI address, String authorization, Duration max, int bytesMax)
            throws InterruptedException {
        try {
            return page(http, request(address, authorization, max), bytesMax);
        } catch (IOException noAnswer) {
            return Optional.empty();
        }
    }

    /** A page of any server, empty if it has none or one that is longer than {@code bytesMax}. */
    public static Optional<String> page(HttpClient client, HttpRequest request, int bytesMax)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            byte[] page = body.readNBytes(bytesMax + 1);
            return response.statusCode() == 200 && page.length <= bytesMax
                    ? Optional.of(new String(page, StandardCharsets.UTF_8))
                    : Optional.empty();
        }
    }

    private static HttpRequest request(URI address, String authorization, Duration max) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(max);
        if (!authorization.isEmpty()) {
            request.header(RunnerProtocol.AUTHORIZATION, authorization);
        }
        return request.build();
    }

    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}
