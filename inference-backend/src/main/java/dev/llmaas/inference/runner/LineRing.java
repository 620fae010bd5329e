package dev.llmaas.inference.runner;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The last lines that a process wrote, bounded in number and length. Thread-safe. */
final class LineRing {
    private static final int LINES_MAX = 100;
    private static final int LINE_BYTES_MAX = 1000;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<String> lines = new ArrayDeque<>();

    /** The lines, oldest first. */
    List<String> lines() {
        lock.lock();
        try {
            return List.copyOf(lines);
        } finally {
            lock.unlock();
        }
    }

    void add(String line) {
        lock.lock();
        try {
            if (lines.size() == LINES_MAX) {
                lines.removeFirst();
            }
            lines.addLast(line);
        } finally {
            lock.unlock();
        }
    }

    /** Hands on each line of a stream until its end; what is longer than a line may be is cut. */
    static void read(InputStream in, Consumer<String> lines) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] bytes = new byte[4096];
        try {
            for (int count = in.read(bytes); count != -1; count = in.read(bytes)) {
                for (int i = 0; i < count; i++) {
                    if (bytes[i] == '\n') {
                        lines.accept(line.toString(StandardCharsets.UTF_8).stripTrailing());
                        line.reset();
                    } else if (line.size() < LINE_BYTES_MAX) {
                        line.write(bytes[i]);
                    }
                }
            }
        } catch (IOException closed) {
            // the process is gone, and so is its pipe
        }
        if (line.size() > 0) {
            lines.accept(line.toString(StandardCharsets.UTF_8).stripTrailing());
        }
    }
}
