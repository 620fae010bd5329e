package dev.llmaas.client.auth;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.llmaas.client.auth.SignInException.Reason;
import dev.llmaas.client.internal.Limits;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the browser comes back to: one address on 127.0.0.1 that takes one answer with the right state. Whatever else
 * arrives, from other pages or programs of this machine, is turned away and changes nothing.
 */
final class LoopbackRedirect implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LoopbackRedirect.class);
    private static final String PATH = "/callback";

    /** The provider's answer to the code takes no longer; then the browser hears that it did. */
    private static final Duration OUTCOME_MAX = Limits.PROVIDER_TIMEOUT.multipliedBy(3);

    /** Until the browser has the page: it is on this machine. */
    private static final Duration PAGE_SENT_MAX = Duration.ofSeconds(2);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final String state;
    private final ResultPage page;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final CompletableFuture<URI> answer = new CompletableFuture<>();
    private final CompletableFuture<String> outcome = new CompletableFuture<>();
    private final CountDownLatch shown = new CountDownLatch(1);

    private LoopbackRedirect(HttpServer server, String state, ResultPage page) {
        this.server = server;
        this.state = state;
        this.page = page;
    }

    /** Listens on a free port for the answer with {@code state}. */
    static LoopbackRedirect listen(String state, ResultPage page) {
        try {
            // 127.0.0.1 by number: the name localhost may lead elsewhere (RFC 8252 section 8.3).
            InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            HttpServer server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
            LoopbackRedirect redirect = new LoopbackRedirect(server, state, page);
            server.createContext("/", redirect::serve);
            server.setExecutor(redirect.threads);
            server.start();
            return redirect;
        } catch (IOException e) {
            throw new SignInException(
                    Reason.NO_LOOPBACK,
                    "This machine does not let the sign-in listen on 127.0.0.1 (%s). Sign in with another device instead."
                            .formatted(e.getMessage()),
                    e);
        }
    }

    /** The address to give to the provider. */
    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PATH);
    }

    /** Waits for the answer: the address that the browser was sent to. */
    URI await(Duration patience) throws InterruptedException {
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new SignInException(
                    Reason.TIMED_OUT,
                    "Nobody signed in within %d minutes. Try again.".formatted(Math.max(1, patience.toMinutes())),
                    late);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("The answer is never a failure.", impossible);
        }
    }

    /** Shows the person that all is well, and waits until it is shown. */
    void succeeded() throws InterruptedException {
        show(page.success());
    }

    /** Shows the person why not, and waits until it is shown. */
    void failed(SignInException failure) throws InterruptedException {
        show(page.failure(failure.reason()));
    }

    @Override
    public void close() {
        outcome.complete(page.failure(Reason.TIMED_OUT));
        server.stop(0);
        threads.shutdownNow();
    }

    private void show(String html) throws InterruptedException {
        outcome.complete(html);
        boolean sent = shown.await(PAGE_SENT_MAX.toMillis(), TimeUnit.MILLISECONDS);
        log.debug("the last page of the sign-in was shown={}", sent);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!isOurs(exchange)) {
                send(exchange, 404, page.stranger());
                return;
            }
            if (!hasState(exchange.getRequestURI()) || !taken.compareAndSet(false, true)) {
                send(exchange, 400, page.stranger());
                return;
            }
            answer.complete(URI.create(uri() + "?" + exchange.getRequestURI().getRawQuery()));
            send(exchange, 200, awaitOutcome());
            shown.countDown();
        }
    }

    private String awaitOutcome() {
        try {
            return outcome.get(OUTCOME_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return page.failure(Reason.TIMED_OUT);
        } catch (ExecutionException | TimeoutException late) {
            return page.failure(Reason.TIMED_OUT);
        }
    }

    /** A page elsewhere cannot send this host name unless it plays with addresses of names (DNS rebinding). */
    private boolean isOurs(HttpExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst("host");
        URI uri = exchange.getRequestURI();
        return exchange.getRequestMethod().equals("GET")
                && uri.getPath().equals(PATH)
                && uri.toString().length() <= Limits.REDIRECT_CHARACTERS_MAX
                && ("127.0.0.1:" + server.getAddress().getPort()).equals(host);
    }

    private boolean hasState(URI uri) {
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        return Arrays.stream(query.split("&"))
                .filter(part -> part.startsWith("state="))
                .map(part -> URLDecoder.decode(part.substring("state=".length()), StandardCharsets.UTF_8))
                .anyMatch(given -> MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8), state.getBytes(StandardCharsets.UTF_8)));
    }

    private static void send(HttpExchange exchange, int status, String html) throws IOException {
        byte[] body = html.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", "text/html; charset=utf-8");
        exchange.getResponseHeaders().set("cache-control", "no-store");
        exchange.getResponseHeaders().set("referrer-policy", "no-referrer");
        exchange.getResponseHeaders().set("content-security-policy", ResultPage.SECURITY_POLICY);
        exchange.getResponseHeaders().set("connection", "close");
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body); // closing sends it: whoever waits for the page to be shown stops the server next
        }
    }
}
