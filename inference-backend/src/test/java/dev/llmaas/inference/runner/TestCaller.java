package dev.llmaas.inference.runner;

import dev.llmaas.inference.http.RunnerProtocol;
import dev.llmaas.inference.http.SseFrame;
import dev.llmaas.inference.http.SseReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Calls a runner as the platform does. */
public final class TestCaller implements AutoCloseable {
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();
    private final URI baseUrl;
    private final String authorization;

    public TestCaller(URI baseUrl, String authorization) {
        this.baseUrl = baseUrl;
        this.authorization = authorization;
    }

    URI baseUrl() {
        return baseUrl;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path, Map.of()).GET().build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body, String requestId, Map<String, String> headers)
            throws IOException, InterruptedException {
        return http.send(posted(path, body, requestId, headers), BodyHandlers.ofString());
    }

    /** All events of a stream that ends. */
    public List<SseFrame> frames(String body, String requestId, Map<String, String> headers)
            throws IOException, InterruptedException {
        try (Stream stream = stream(body, requestId, headers)) {
            return stream.rest();
        }
    }

    Stream stream(String body, String requestId, Map<String, String> headers) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                http.send(posted(RunnerProtocol.CHAT_PATH, body, requestId, headers), BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode());
        }
        return new Stream(response.body());
    }

    private HttpRequest posted(String path, String body, String requestId, Map<String, String> headers) {
        return request(path, headers)
                .header(RunnerProtocol.REQUEST_ID, requestId)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpRequest.Builder request(String path, Map<String, String> headers) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(baseUrl.resolve(path)).header(RunnerProtocol.AUTHORIZATION, authorization);
        headers.forEach(builder::header);
        return builder;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /** A running answer; closing it closes the connection. */
    static final class Stream implements AutoCloseable {
        private final InputStream in;
        private final ArrayDeque<SseFrame> frames = new ArrayDeque<>();
        private final SseReader reader = new SseReader(1_000_000, frames::add);

        Stream(InputStream in) {
            this.in = in;
        }

        /** Bytes that wait to be read. */
        int available() throws IOException {
            return in.available() + frames.size();
        }

        /** The next events. */
        List<SseFrame> take(int count) throws IOException {
            while (frames.size() < count && readSome()) {}
            List<SseFrame> taken = new ArrayList<>();
            while (taken.size() < count && !frames.isEmpty()) {
                taken.add(frames.removeFirst());
            }
            return taken;
        }

        List<SseFrame> rest() throws IOException {
            while (readSome()) {}
            return List.copyOf(frames);
        }

        private boolean readSome() throws IOException {
            byte[] bytes = new byte[8192];
            int count = in.read(bytes);
            if (count > 0) {
                reader.read(bytes, 0, count);
            }
            return count >= 0;
        }

        @Override
        public void close() {
            try {
                in.close();
            } catch (IOException closed) {
                throw new UncheckedIOException(closed);
            }
        }
    }
}
