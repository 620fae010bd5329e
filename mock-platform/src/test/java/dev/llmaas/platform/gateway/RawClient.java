package dev.llmaas.platform.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A client that sends one request over plain HTTP/1.1, reads lines when told to, and can leave at any moment. */
final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;
    private final Consumer<String> judge;

    RawClient(int port, String secret, String body) {
        this(port, secret, body, _ -> {});
    }

    /** The same with somebody who judges the data of each event. */
    RawClient(int port, String secret, String body, Consumer<String> judge) {
        this.judge = judge;
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(30_000);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            String head = "POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer " + secret
                    + "\r\ncontent-type: application/json\r\ncontent-length: " + bytes.length + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(bytes);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    /** The next lines that are events, {@code count} of them. */
    List<String> events(int count) {
        List<String> events = new ArrayList<>();
        try {
            while (events.size() < count) {
                String line = in.readLine();
                if (line == null) {
                    throw new AssertionError("the stream ended after " + events.size() + " events");
                }
                if (line.startsWith("data: ")) {
                    String data = line.substring("data: ".length());
                    judge.accept(data);
                    events.add(data);
                }
            }
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
        return events;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }
}
