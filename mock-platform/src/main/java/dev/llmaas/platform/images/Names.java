package dev.llmaas.platform.images;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** Resolves the names of hosts. Thread-safe; may block. */
@FunctionalInterface
public interface Names {
    /**
     * The addresses of a host, whatever they are.
     *
     * @throws IOException if it has none, or none within the time
     */
    List<InetAddress> addresses(String host, Deadline deadline) throws IOException, InterruptedException;
}
