package dev.llmaas.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Requests that are written byte by byte, for a plain port of loopback, and what comes back. */
record RawRequests(int port) {
    private static final int PATIENCE_MS = 30_000;

    /** All that is answered to this until the server ends the connection. */
    String send(String request) throws IOException {
        return text(bytes(request));
    }

    /** The same as bytes. */
    byte[] bytes(String request) throws IOException {
        try (Socket socket = connect()) {
            write(socket, request);
            return all(socket);
        }
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(Socket socket) throws IOException {
        return text(all(socket));
    }

    static String text(byte[] answer) {
        return new String(answer, StandardCharsets.UTF_8);
    }

    /** All that comes until the server ends; a reset after the answer is its way of ending a request it did not read. */
    static byte[] all(Socket socket) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(answer);
        } catch (SocketException reset) {
            assertThat(answer.size()).isPositive();
        }
        return answer.toByteArray();
    }

    /** The head of an answer. */
    static String head(String answer) {
        return answer.substring(0, answer.indexOf("\r\n\r\n"));
    }

    /** A header of an answer, empty if it lacks it. */
    static String header(String answer, String name) {
        return head(answer)
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }
}
