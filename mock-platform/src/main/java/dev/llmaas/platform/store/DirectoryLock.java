package dev.llmaas.platform.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that one platform works on a data directory at a time. The operating system releases the lock when the
 * process ends, however it ends. Closing releases it.
 */
final class DirectoryLock implements AutoCloseable {
    private static final String FILE = "llmaas.lock";

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock; creates the directory if there is none.
     *
     * @throws StoreException if another platform has it, or the directory cannot be written
     */
    static DirectoryLock take(Path directory, Instant now) {
        FileChannel channel = null;
        try {
            Files.createDirectories(directory);
            Path file = directory.resolve(FILE);
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                String owner = read(channel);
                channel.close();
                throw new StoreException(
                        "The data directory %s is in use by another platform%s. End that one, or give this one a directory of its own."
                                .formatted(directory, owner.isBlank() ? "" : " (" + owner.strip() + ")"));
            }
            write(
                    channel,
                    "process %d since %s\n".formatted(ProcessHandle.current().pid(), now));
            return new DirectoryLock(channel);
        } catch (IOException failure) {
            throw new StoreException(
                    "The data directory %s cannot be written: %s. Check who owns it."
                            .formatted(directory, reason(failure)),
                    failure);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw new StoreException("The lock of the data directory did not close.", failure);
        }
    }

    /** Null if somebody else has it, be it in this process. */
    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(200);
        channel.read(text, 0);
        return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
    }

    private static void write(FileChannel channel, String text) throws IOException {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
    }

    private static String reason(IOException failure) {
        return switch (failure) {
            case AccessDeniedException _ -> "access is denied";
            case FileAlreadyExistsException _ -> "a file stands where a directory is needed";
            case FileSystemException system when system.getReason() != null -> system.getReason();
            default -> String.valueOf(failure.getMessage());
        };
    }
}
