package dev.llmaas.platform.gateway;

import dev.llmaas.api.admin.KeyLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.SynchronousQueue;

/**
 * How soon an engine that is silent hears that the client is gone: run {@link #main}. Method: the whole corridor before an
 * engine that takes a request and says nothing, or one piece and then nothing; the client closes its connection; the time
 * ends where the engine reads the end of its own. One request at a time, the first {@value #WARM_UP} of each kind are not
 * counted.
 */
final class CancelBenchmark {
    private static final int WARM_UP = 50;
    private static final int COUNT = 500;
    private static final String PIECE =
            "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hm\"},\"finish_reason\":null}]}\n\n";
    private static final String ANSWER =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n%x\r\n%s\r\n"
                    .formatted(PIECE.length(), PIECE);

    private CancelBenchmark() {}

    /** Runs it and prints. */
    public static void main(String[] arguments) throws Exception {
        SynchronousQueue<String> asked = new SynchronousQueue<>();
        SynchronousQueue<Long> gone = new SynchronousQueue<>();
        Path directory = Files.createTempDirectory("llmaas-cancel-");
        try (ServerSocket engine = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serve(engine, asked, gone));
            URI uri = URI.create("openai+http://127.0.0.1:%d/v1".formatted(engine.getLocalPort()));
            try (Corridor corridor = new Corridor(directory, Patience.STANDARD, Map.of("m", uri)).ready()) {
                String secret = corridor.key(KeyLimits.NONE).secret();
                for (String kind : List.of("nothing", "one piece")) {
                    List<Long> micros = new ArrayList<>();
                    for (int i = 0; i < WARM_UP + COUNT; i++) {
                        long took = leave(corridor.running.server.plainPort(), secret, kind, asked, gone);
                        if (i >= WARM_UP) {
                            micros.add(took / 1_000);
                        }
                    }
                    micros.sort(null);
                    System.err.printf(
                            "%d clients that left an engine which had said %s: p50 %d us, p99 %d us, max %d us%n",
                            COUNT, kind, micros.get(COUNT / 2), micros.get(COUNT * 99 / 100), micros.getLast());
                }
            }
        }
    }

    private static long leave(
            int port, String secret, String kind, SynchronousQueue<String> asked, SynchronousQueue<Long> gone)
            throws InterruptedException {
        String body = "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                .formatted(kind);
        RawClient client = new RawClient(port, secret, body);
        asked.put(kind);
        if (kind.equals("one piece")) {
            client.events(1);
        }
        long left = System.nanoTime();
        client.close();
        return gone.take() - left;
    }

    private static void serve(ServerSocket engine, SynchronousQueue<String> asked, SynchronousQueue<Long> gone) {
        try {
            while (true) {
                Socket line = engine.accept();
                Thread.ofVirtual().start(() -> hold(line, asked, gone));
            }
        } catch (IOException closed) {
            // the end of the benchmark
        }
    }

    /** Takes one request and holds its line until it ends. Whoever asks for models is told that there are none. */
    private static void hold(Socket line, SynchronousQueue<String> asked, SynchronousQueue<Long> gone) {
        try (line) {
            InputStream in = line.getInputStream();
            byte[] bytes = new byte[64 * 1024];
            StringBuilder request = new StringBuilder();
            for (int read = in.read(bytes); read >= 0 && !request.toString().endsWith("}"); ) {
                request.append(new String(bytes, 0, read, StandardCharsets.ISO_8859_1));
                if (request.toString().startsWith("GET")) {
                    line.getOutputStream()
                            .write("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                    return;
                }
                read = request.toString().endsWith("}") ? read : in.read(bytes);
            }
            if (asked.take().equals("one piece")) {
                line.getOutputStream().write(ANSWER.getBytes(StandardCharsets.US_ASCII));
            }
            while (in.read(bytes) >= 0) {
                // it may say more; only its end counts
            }
            gone.put(System.nanoTime());
        } catch (IOException reset) {
            offer(gone);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** A line that is reset has ended too. */
    private static void offer(SynchronousQueue<Long> gone) {
        try {
            gone.put(System.nanoTime());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
