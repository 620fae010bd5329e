package dev.llmaas.platform.fleet;

import dev.llmaas.platform.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The replicas of this machine that stay unloaded when the platform starts again: a file of their ids, one a line. It is
 * of the machine and not of the database, because replicas are. Thread-safe.
 */
public final class UnloadedReplicas {
    private static final String FILE = "unloaded-replicas";

    private final Path file;
    private final ReentrantLock lock = new ReentrantLock();

    private UnloadedReplicas(Path file) {
        this.file = file;
    }

    /** Those of the machine whose data are in {@code directory}. */
    public static UnloadedReplicas in(Path directory) {
        return new UnloadedReplicas(directory.resolve(FILE));
    }

    /**
     * Their ids.
     *
     * @throws UncheckedIOException if the file cannot be read
     */
    public Set<String> ids() {
        if (Files.notExists(file)) {
            return Set.of(); // nothing was ever unloaded
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(String::strip)
                    .filter(id -> !id.isEmpty())
                    .limit(Limits.UNLOADED_REPLICAS_MAX)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * Keeps {@code id} in mind as unloaded, or as not. The file is replaced as a whole, so that a crash leaves one or the
     * other.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    public void note(String id, boolean unloaded) {
        lock.lock();
        try {
            Set<String> ids = new LinkedHashSet<>(ids());
            if (unloaded ? ids.add(id) : ids.remove(id)) {
                Path next = file.resolveSibling(FILE + ".new");
                Files.write(next, List.copyOf(ids));
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        } finally {
            lock.unlock();
        }
    }
}
