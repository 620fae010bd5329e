package dev.llmaas.inference.store;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A hub with one repository, {@code acme/small}, whose file lies on a second server that it redirects to, as large files do.
 * It behaves as badly as a test wants.
 */
final class PretendHub implements AutoCloseable {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    static final String FILE = "small-F16.gguf";

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

    /** What goes wrong with the file. */
    sealed interface Fault {
        /** Nothing. */
        record None() implements Fault {}

        /** So many answers end after so many bytes. */
        record Cut(int bytes, int times) implements Fault {}

        /** So many answers fall silent after so many bytes. */
        record Stall(int bytes, int times) implements Fault {}

        /** The whole is sent whatever is asked for. */
        record NoRanges() implements Fault {}

        /** One byte is another. */
        record WrongByte(int at) implements Fault {}

        /** The whole is said to have another size. */
        record OtherSize(long bytes) implements Fault {}

        /** So many answers have this status. */
        record Status(int status, int times) implements Fault {}
    }

    /** A request for the file. */
    record Asked(long from, long to, @Nullable String authorization) {}

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    final List<String> authorizations = new CopyOnWriteArrayList<>();
    final CountDownLatch stalled = new CountDownLatch(1);

    private final byte[] file;
    private final HttpServer hub;
    private final HttpServer files;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicInteger faults = new AtomicInteger();
    private volatile Fault fault = new Fault.None();
    private volatile @Nullable String neededToken;
    private volatile String announcedSha;
    private volatile long announcedBytes;

    PretendHub(byte[] file) {
        this(file, null);
    }

    PretendHub(byte[] file, @Nullable SSLContext tls) {
        this.file = file;
        this.announcedSha = sha256(file);
        this.announcedBytes = file.length;
        try {
            this.hub = tls == null ? HttpServer.create(loopback(), 0) : secure(tls);
            this.files = tls == null ? HttpServer.create(loopback(), 0) : secure(tls);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        hub.createContext("/", this::answer);
        files.createContext("/", this::serve);
        hub.setExecutor(threads);
        files.setExecutor(threads);
        hub.start();
        files.start();
    }

    private static HttpServer secure(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create(loopback(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return server;
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    URI url() {
        String scheme = hub instanceof HttpsServer ? "https" : "http";
        return URI.create("%s://localhost:%d".formatted(scheme, hub.getAddress().getPort()));
    }

    PretendHub with(Fault wanted) {
        faults.set(0);
        fault = wanted;
        return this;
    }

    PretendHub announcing(long bytes, String sha) {
        announcedBytes = bytes;
        announcedSha = sha;
        return this;
    }

    PretendHub lettingIn(String token) {
        neededToken = token;
        return this;
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String authorization = exchange.getRequestHeaders().getFirst("authorization");
        authorizations.add(String.valueOf(authorization));
        String token = neededToken;
        if (token != null && !("Bearer " + token).equals(authorization)) {
            text(exchange, 401, "{\"error\":\"gated\"}");
        } else if (path.equals("/api/models/acme/small/revision/main")) {
            text(
                    exchange,
                    200,
                    "{\"id\":\"acme/small\",\"sha\":\"%s\",\"gated\":false,\"cardData\":{\"license\":\"apache-2.0\"}}"
                            .formatted(COMMIT));
        } else if (path.equals("/api/models/acme/small/tree/" + COMMIT)) {
            text(
                    exchange,
                    200,
                    "[{\"type\":\"directory\",\"path\":\"x\"},{\"type\":\"file\",\"path\":\"../../evil.gguf\",\"size\":1},{\"type\":\"file\",\"path\":\"%s\",\"size\":%d,\"lfs\":{\"oid\":\"%s\",\"size\":%d}}]"
                            .formatted(FILE, announcedBytes, announcedSha, announcedBytes));
        } else if (path.equals("/acme/small/resolve/%s/%s".formatted(COMMIT, FILE))) {
            exchange.getResponseHeaders()
                    .add(
                            "location",
                            "%s://localhost:%d/blob?signature=1"
                                    .formatted(
                                            url().getScheme(),
                                            files.getAddress().getPort()));
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        } else {
            text(exchange, 404, "{\"error\":\"not found\"}");
        }
    }

    private static void text(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("content-type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void serve(HttpExchange exchange) throws IOException {
        Matcher range =
                RANGE.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("range")));
        boolean ranged = range.matches() && !(fault instanceof Fault.NoRanges);
        int from = ranged ? Integer.parseInt(range.group(1)) : 0;
        int to = ranged ? Integer.parseInt(range.group(2)) + 1 : file.length;
        asked.add(new Asked(from, to, exchange.getRequestHeaders().getFirst("authorization")));
        if (fault instanceof Fault.Status(int status, int times) && faults.incrementAndGet() <= times) {
            exchange.getResponseHeaders().add("retry-after", "0");
            text(exchange, status, "{}");
            return;
        }
        byte[] body = Arrays.copyOfRange(file, from, to);
        if (fault instanceof Fault.WrongByte(int at) && at >= from && at < to) {
            body[at - from] ^= 1;
        }
        if (ranged) {
            long total = fault instanceof Fault.OtherSize(long bytes) ? bytes : file.length;
            exchange.getResponseHeaders().add("content-range", "bytes %d-%d/%d".formatted(from, to - 1, total));
        }
        exchange.sendResponseHeaders(ranged ? 206 : 200, body.length);
        send(exchange, body);
    }

    private void send(HttpExchange exchange, byte[] body) throws IOException {
        OutputStream out = exchange.getResponseBody();
        if (fault instanceof Fault.Cut(int bytes, int times) && faults.incrementAndGet() <= times) {
            out.write(body, 0, Math.min(bytes, body.length - 1));
            out.flush();
            throw new IOException("cut, as the test wants");
        }
        if (fault instanceof Fault.Stall(int bytes, int times) && faults.incrementAndGet() <= times) {
            out.write(body, 0, Math.min(bytes, body.length - 1));
            out.flush();
            stalled.countDown();
            hang();
            throw new IOException("hung, as the test wants");
        }
        out.write(body);
        exchange.close();
    }

    private void hang() {
        try {
            closing.await();
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        hub.stop(0);
        files.stop(0);
        threads.shutdownNow();
    }
}
