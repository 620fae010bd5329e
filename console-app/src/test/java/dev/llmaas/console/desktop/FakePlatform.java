package dev.llmaas.console.desktop;

import dev.llmaas.api.ErrorBody;
import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.client.AdminClient;
import dev.llmaas.client.ClientOptions;
import dev.llmaas.client.Credentials;
import dev.llmaas.client.OpenAiClient;
import dev.llmaas.client.RetryPolicy;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/** A real HTTP server on loopback that answers with the records a test gives it, as the platform would. */
public final class FakePlatform implements AutoCloseable {
    /** What {@link #refuse} says; pictures show it. */
    public static final String REQUEST_ID = "req_01KAXR6Z3M8Q0V9T4B7N2C5D1E";

    private final MockWebServer server = new MockWebServer();
    private final Map<String, Function<RecordedRequest, MockResponse>> answers = new ConcurrentHashMap<>();

    /** Starts it; whatever was not given is not found. */
    public FakePlatform() {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String path = request.getUrl().encodedPath();
                Function<RecordedRequest, MockResponse> answer = answers.get(request.getMethod() + " " + path);
                return answer == null ? error(ErrorCode.NOT_FOUND) : answer.apply(request);
            }
        });
        try {
            server.start();
        } catch (IOException e) {
            throw new IllegalStateException("Loopback has a free port.", e);
        }
    }

    /** Answers with this record from now on. */
    public FakePlatform answer(String methodAndPath, Object record) {
        return answer(methodAndPath, _ -> json(200, record));
    }

    /** Answers with what {@code made} makes. */
    public FakePlatform answer(String methodAndPath, Function<RecordedRequest, MockResponse> made) {
        answers.put(methodAndPath, made);
        return this;
    }

    /** Refuses from now on. */
    public FakePlatform refuse(String methodAndPath, ErrorCode code) {
        return answer(methodAndPath, _ -> error(code));
    }

    /** Says nothing for long. */
    public FakePlatform stall(String methodAndPath) {
        return answer(
                methodAndPath,
                _ -> new MockResponse.Builder().headersDelay(1, TimeUnit.HOURS).build());
    }

    /** Streams these lines of server-sent events and ends. */
    public FakePlatform stream(String methodAndPath, String events) {
        return answer(
                methodAndPath,
                _ -> new MockResponse.Builder()
                        .addHeader("content-type", "text/event-stream")
                        .addHeader("x-request-id", REQUEST_ID)
                        .body(events)
                        .build());
    }

    /** Its address. */
    public URI url() {
        return URI.create("http://localhost:" + server.getPort());
    }

    /** A client that does not try twice. */
    public AdminClient admin() {
        return new AdminClient(options(), Credentials.NOBODY);
    }

    /** A client of the inference API that does not try twice. */
    public OpenAiClient openAi() {
        return new OpenAiClient(options(), Credentials.NOBODY);
    }

    /** What was asked last; waits for it. */
    public RecordedRequest taken() throws InterruptedException {
        RecordedRequest request = server.takeRequest(10, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("Nothing was asked within 10 s.");
        }
        return request;
    }

    private ClientOptions options() {
        return ClientOptions.of(url()).withRetry(RetryPolicy.NEVER);
    }

    /** An answer with this record. */
    public static MockResponse json(int status, Object record) {
        return new MockResponse.Builder()
                .code(status)
                .addHeader("content-type", "application/json")
                .addHeader("x-request-id", REQUEST_ID)
                .body(WireJson.mapper().writeValueAsString(record))
                .build();
    }

    private static MockResponse error(ErrorCode code) {
        return json(code.status(), ErrorBody.of(code, "A sentence of the platform.", null));
    }

    @Override
    public void close() {
        server.close();
    }
}
