package dev.llmaas.console.session;

import dev.llmaas.client.auth.TokenStore.Turn;
import dev.llmaas.console.Limits;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one process of this user renew at a time, by a lock on a file of the config directory. Where the disk does not lock,
 * it lets everybody through: then only the terminal that loses the race signs in again. Thread-safe.
 */
final class RenewalLock {
    private static final Logger log = LoggerFactory.getLogger(RenewalLock.class);
    private static final String FILE = "session.lock";

    private final Path file;
    private final ReentrantLock inThisProcess = new ReentrantLock();

    RenewalLock(Path directory) {
        this.file = directory.resolve(FILE);
    }

    /** Waits for the turn, at most as long as a renewal may take. */
    Turn take() {
        inThisProcess.lock();
        FileChannel channel = null;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            await(channel);
        } catch (IOException unlockable) {
            log.debug("renewals of other processes are not waited for: {}", unlockable.getMessage());
        }
        FileChannel open = channel;
        return () -> release(open);
    }

    private static void await(FileChannel channel) throws IOException {
        long pauseNanos = TimeUnit.MILLISECONDS.toNanos(Limits.RENEWAL_LOOK.toMillis());
        long attempts = Limits.RENEWAL_TURN_MAX.dividedBy(Limits.RENEWAL_LOOK);
        for (long attempt = 0; attempt < attempts && !isOurs(channel); attempt++) {
            LockSupport.parkNanos(pauseNanos);
        }
    }

    /** Closing the channel releases the lock. */
    private static boolean isOurs(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException anotherStoreOfThisProcess) {
            return false;
        }
    }

    private void release(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            log.debug("the lock of renewals ends with the process: {}", e.getMessage());
        } finally {
            inThisProcess.unlock();
        }
    }
}
