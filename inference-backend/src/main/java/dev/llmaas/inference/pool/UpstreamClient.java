package dev.llmaas.inference.pool;

import dev.llmaas.api.WireJson;
import dev.llmaas.inference.EngineLoad;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import dev.llmaas.inference.runner.RunnerClient;
import dev.llmaas.inference.store.Authorities;
import dev.llmaas.inference.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Asks a foreign server how it is and what it serves ({@code GET /v1/models}), and how busy it is. Thread-safe. */
final class UpstreamClient implements AutoCloseable {
    private static final int ANSWER_BYTES_MAX = 4 << 20;
    private static final int NAMES_MAX = 10;
    private static final int OK = 200;

    private final Endpoint endpoint;
    private final String model;
    private final HttpClient http;
    private volatile boolean tellsMetrics = true;

    /** What was found. */
    sealed interface Finding {
        /**
         * It can answer for the model.
         *
         * @param contextTokens as it tells; 0 if it does not
         */
        record Well(int contextTokens) implements Finding {}

        /**
         * It cannot.
         *
         * @param reason a sentence
         */
        record Ill(String reason) implements Finding {}
    }

    /**
     * A client of one server.
     *
     * @param model what the server calls the model
     * @throws EngineStartException if the authorities cannot be read
     */
    UpstreamClient(Endpoint endpoint, String model, Duration connectMax) {
        this.endpoint = endpoint;
        this.model = model;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectMax);
        if (endpoint.authorities() != null) {
            try {
                builder.sslContext(Authorities.trusting(endpoint.authorities()));
            } catch (StoreException unreadable) {
                throw new EngineStartException(Reason.INVALID_OPTION, unreadable.sentence(), unreadable);
            }
        }
        this.http = builder.build();
    }

    /** Looks once, for at most {@code max}. */
    Finding look(Duration max) throws InterruptedException {
        try {
            HttpResponse<InputStream> answer =
                    http.send(request("/v1/models", max), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                return answer.statusCode() == OK
                        ? listed(body.readNBytes(ANSWER_BYTES_MAX))
                        : refused(answer.statusCode());
            }
        } catch (HttpTimeoutException slow) {
            return new Finding.Ill("%s does not answer.".formatted(host()));
        } catch (SSLException tls) {
            return new Finding.Ill("The certificate of %s is not trusted: %s. Name its authority in ca-file."
                    .formatted(host(), tls.getMessage()));
        } catch (IOException away) {
            return new Finding.Ill("%s cannot be reached.".formatted(host()));
        }
    }

    /**
     * How busy it is, as it tells Prometheus; empty if it does not. A server that did not is not asked again.
     *
     * @param slots requests that it computes together
     */
    Optional<EngineLoad> load(int slots, Duration max) throws InterruptedException {
        if (!tellsMetrics) {
            return Optional.empty();
        }
        try {
            Optional<EngineLoad> load = RunnerClient.page(
                            http, request(ServerMetrics.PATH, max), ServerMetrics.BYTES_MAX)
                    .flatMap(page -> ServerMetrics.read(page, slots));
            tellsMetrics = load.isPresent();
            return load;
        } catch (IOException notNow) {
            return Optional.empty();
        }
    }

    private HttpRequest request(String path, Duration max) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(endpoint.baseUrl() + path)).timeout(max);
        if (!endpoint.authorization().isEmpty()) {
            request.header("authorization", endpoint.authorization());
        }
        return request.build();
    }

    private String host() {
        return endpoint.baseUrl().getAuthority();
    }

    /** A server that has no list can serve all the same: then its answers tell. */
    private Finding refused(int status) {
        return switch (status) {
            case 404, 405, 501 -> new Finding.Well(0);
            case 401, 403 -> new Finding.Ill("%s does not let the platform in. Check its key-file.".formatted(host()));
            default -> new Finding.Ill("%s answers with status %d.".formatted(host(), status));
        };
    }

    private Finding listed(byte[] body) {
        JsonNode models;
        try {
            models = WireJson.mapper().readTree(body).path("data");
        } catch (JacksonException noList) {
            return new Finding.Well(0);
        }
        if (!models.isArray()) {
            return new Finding.Well(0);
        }
        List<String> names = new ArrayList<>();
        for (JsonNode entry : models) {
            if (isCalled(entry)) {
                return new Finding.Well(Math.max(0, entry.path("max_model_len").asInt(0)));
            }
            names.add(entry.path("id").asString(""));
        }
        return new Finding.Ill("%s does not serve %s. It serves: %s. Name one of these in model."
                .formatted(
                        host(),
                        model,
                        names.isEmpty()
                                ? "nothing"
                                : String.join(", ", names.subList(0, Math.min(NAMES_MAX, names.size())))));
    }

    private boolean isCalled(JsonNode entry) {
        if (entry.path("id").asString("").equals(model)) {
            return true;
        }
        for (JsonNode alias : entry.path("aliases")) {
            if (alias.asString("").equals(model)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
