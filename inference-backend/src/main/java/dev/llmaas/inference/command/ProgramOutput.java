package dev.llmaas.inference.command;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is kept of what a program writes. While it starts: its last line, since nobody can have sent it anything. From then
 * on nothing but the names of exceptions, because lines of a serving program may quote requests. Thread-safe.
 */
final class ProgramOutput {
    private static final int LINE_CHARACTERS_MAX = 300;
    private static final int NAMES_MAX = 5;

    /** {@code torch.cuda.OutOfMemoryError: ...} of Python, {@code java.lang.IllegalStateException} of Java. */
    private static final Pattern EXCEPTION = Pattern.compile(
            "^(?:Exception in thread \"[^\"]{0,100}\" )?([A-Za-z_][\\w.]{0,120}(?:Error|Exception))\\b");

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<String> names = new ArrayDeque<>();
    private String last = "";
    private boolean serving;
    private long lines;

    /** Takes a line; returns it if it may be passed on. */
    boolean take(String line) {
        lock.lock();
        try {
            lines++;
            Matcher exception = EXCEPTION.matcher(line.strip());
            if (exception.find()) {
                if (names.size() == NAMES_MAX) {
                    names.removeFirst();
                }
                names.addLast(exception.group(1));
            }
            if (!serving && !line.isBlank()) {
                last = line.strip()
                        .substring(0, Math.min(LINE_CHARACTERS_MAX, line.strip().length()));
            }
            return !serving;
        } finally {
            lock.unlock();
        }
    }

    /** From now on callers send it requests. */
    void serves() {
        lock.lock();
        try {
            serving = true;
            last = "";
            names.clear();
        } finally {
            lock.unlock();
        }
    }

    /** What is known about its end, to be put behind a sentence; empty if nothing is. */
    String lastWords() {
        lock.lock();
        try {
            if (!last.isEmpty()) {
                return " It said: " + last;
            }
            return names.isEmpty() ? "" : " It named " + names.getLast() + " after " + lines + " lines.";
        } finally {
            lock.unlock();
        }
    }
}
