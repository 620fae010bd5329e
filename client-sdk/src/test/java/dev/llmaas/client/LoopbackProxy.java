package dev.llmaas.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An HTTP proxy that knows CONNECT (RFC 9110, section 9.3.6). Every name leads to one port of this machine. */
final class LoopbackProxy implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final @Nullable String login;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    /** The heads of all requests, as they came. */
    final List<String> heads = new CopyOnWriteArrayList<>();
    /** What it answers where it lets nothing through. */
    volatile @Nullable String refusal;

    /** Leads to {@code target}; wants {@code login}, Basic's word for it, if it is not null. */
    LoopbackProxy(int target, @Nullable String login) throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.target = target;
        this.login = login;
        Thread.ofVirtual().start(this::accept);
    }

    InetSocketAddress address() {
        return new InetSocketAddress("localhost", server.getLocalPort());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            while (true) {
                String head = head(client.getInputStream());
                heads.add(head);
                String refused = refusal;
                if (login != null && head.lines().noneMatch(this::isLogin)) {
                    refused = "407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm=\"company\"";
                }
                if (refused == null && head.startsWith("CONNECT ")) {
                    tunnel(client);
                    return;
                }
                say(client, (refused == null ? "405 Method Not Allowed" : refused) + "\r\ncontent-length: 0\r\n\r\n");
            }
        } catch (IOException ended) {
            open.remove(client);
        }
    }

    private boolean isLogin(String line) {
        String name = "proxy-authorization: ";
        return line.regionMatches(true, 0, name, 0, name.length())
                && line.substring(name.length()).equals(login);
    }

    private void tunnel(Socket client) throws IOException {
        try (Socket platform = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(platform);
            say(client, "200 Connection established\r\n\r\n");
            Thread back = Thread.ofVirtual().start(() -> pump(platform, client));
            pump(client, platform);
            back.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException ended) {
            close(from);
            close(to);
        }
    }

    private static void say(Socket client, String words) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(("HTTP/1.1 " + words).getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the client left");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        new ArrayList<>(open).forEach(LoopbackProxy::close);
    }
}
