package dev.llmaas.inference.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A program that serves a model, and does what programs do when they are told to: dies, hangs, grows, starts others. */
public final class OddServer {
    private static final List<byte[]> EATEN = new ArrayList<>();

    private OddServer() {}

    /** Arguments: port, and what is odd about it. */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        String odd = arguments[1];
        System.out.println("loading weights, " + odd);
        if (odd.equals("dies-at-start")) {
            System.err.println("ValueError: the model does not fit");
            Runtime.getRuntime().halt(7);
        }
        if (odd.equals("stays")) { // asked to end, it does not
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(OddServer::hang));
        }
        Process child = new ProcessBuilder("sleep", "600").start();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Runnable::run);
        server.createContext("/health", exchange -> {
            boolean mayIn = ("Bearer " + System.getenv("ODD_KEY"))
                    .equals(exchange.getRequestHeaders().getFirst("authorization"));
            answer(exchange, odd.equals("never-ready") ? 503 : mayIn ? 200 : 401, "");
        });
        server.createContext(
                "/pids",
                exchange -> answer(exchange, 200, ProcessHandle.current().pid() + " " + child.pid()));
        if (odd.equals("tells")) {
            server.createContext(
                    "/metrics",
                    exchange -> answer(
                            exchange,
                            200,
                            "vllm:num_requests_running{engine=\"0\"} 3.0\nvllm:num_requests_waiting{engine=\"0\"} 2.0\n"));
        }
        server.createContext("/die", exchange -> {
            System.err.println("ERROR the prompt was: my-secret-prompt");
            System.err.println("torch.OutOfMemoryError: my-secret-prompt did not fit");
            System.err.flush();
            Runtime.getRuntime().halt(3);
        });
        server.createContext("/hang", exchange -> hang());
        server.createContext("/grow", exchange -> {
            byte[] eaten = new byte[300 << 20];
            for (int i = 0; i < eaten.length; i += 1024) {
                eaten[i] = 1;
            }
            EATEN.add(eaten);
            answer(exchange, 200, "");
        });
        server.start();
    }

    private static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
