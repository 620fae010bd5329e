package dev.llmaas.platform.store;

import dev.llmaas.platform.Limits;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what was promised until the database has it: a file beside SQLite's, mapped into memory, so that a promise costs
 * the copy of some hundred bytes instead of a commit. It outlives the process like SQLite's own log does: not a power cut
 * of the same second. Thread-safe; nothing here blocks but {@link #open}.
 *
 * <p>Two halves take turns: while the database takes over what one keeps, new records go into the other. A half of which
 * everything was taken over is empty again. Each record is its length, its checksum and its bytes, and a length of zero
 * follows the last; the length is written last, so that a record is whole or not there.
 */
public final class Journal implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Journal.class);
    private static final String FILE = "llmaas.journal";
    private static final int HALF_BYTES = Limits.JOURNAL_HALF_BYTES;
    private static final int HEAD_BYTES = 2 * Integer.BYTES;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

    private final Arena arena = Arena.ofShared();
    private final ReentrantLock lock = new ReentrantLock();
    private final CRC32 sum = new CRC32();
    private final List<byte[]> leftovers = new ArrayList<>();
    private final MemorySegment file;
    private Half active;
    private Half resting;
    private boolean broken;
    private boolean closed;

    /** Where a record lies. Guarded by the lock of its journal. */
    public static final class Half {
        private final long start;
        private long end;
        /** Records that the database does not have yet. */
        private int records;

        private Half(long start) {
            this.start = start;
            this.end = start;
        }
    }

    private Journal(FileChannel channel) throws IOException {
        this.file = channel.map(MapMode.READ_WRITE, 0, 2L * HALF_BYTES, arena);
        this.active = new Half(0);
        this.resting = new Half(HALF_BYTES);
        readLeftovers(active);
        readLeftovers(resting);
    }

    /**
     * Opens the journal of a data directory whose lock is held.
     *
     * @throws StoreException if the file cannot be made or has no room on its disk
     */
    static Journal open(Path directory) {
        Path path = directory.resolve(FILE);
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            takeRoom(channel);
            return new Journal(channel);
        } catch (IOException failure) {
            throw new StoreException(
                    "The journal %s cannot be opened for writing: %s. Check who owns it, and that its disk has room."
                            .formatted(path, failure.getMessage()),
                    failure);
        }
    }

    /** What an earlier process promised and perhaps did not write; until {@link #forgetLeftovers}, nothing new is kept. */
    public List<byte[]> leftovers() {
        return List.copyOf(leftovers);
    }

    /** The database has all that was left over. */
    public void forgetLeftovers() {
        lock.lock();
        try {
            leftovers.clear();
            empty(active);
            empty(resting);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Keeps a record.
     *
     * @return where, for {@link #takenOver}; null if there is no room, and then nothing was promised
     */
    public @Nullable Half keep(byte[] payload) {
        lock.lock();
        try {
            if (closed || broken || !leftovers.isEmpty()) {
                return null;
            }
            if (!fits(payload)) {
                change();
            }
            if (!fits(payload)) {
                return null;
            }
            append(payload);
            return active;
        } catch (InternalError unwritable) { // what the JVM throws where the disk of a mapped file refuses
            broken = true;
            log.error("the journal cannot be written any more; each call waits for its commit", unwritable);
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** The database is about to take over what is kept: what comes now goes into the other half, if that is empty. */
    public void turn() {
        lock.lock();
        try {
            change();
        } finally {
            lock.unlock();
        }
    }

    /** The database has a record of this half. */
    public void takenOver(Half half) {
        lock.lock();
        try {
            half.records--;
            if (half.records == 0 && !closed) {
                empty(half);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            arena.close();
        } finally {
            lock.unlock();
        }
    }

    private boolean fits(byte[] payload) {
        return active.end + HEAD_BYTES + payload.length + Integer.BYTES <= active.start + HALF_BYTES;
    }

    private void change() {
        if (resting.records == 0 && active.records > 0) {
            Half full = active;
            active = resting;
            resting = full;
        }
    }

    private void append(byte[] payload) {
        long at = active.end;
        long next = at + HEAD_BYTES + payload.length;
        file.set(INT, next, 0);
        MemorySegment.copy(payload, 0, file, ValueLayout.JAVA_BYTE, at + HEAD_BYTES, payload.length);
        file.set(INT, at + Integer.BYTES, checksum(payload));
        file.set(INT, at, payload.length);
        active.end = next;
        active.records++;
    }

    private void empty(Half half) {
        file.set(INT, half.start, 0);
        half.end = half.start;
        half.records = 0;
    }

    private void readLeftovers(Half half) {
        long at = half.start;
        long end = half.start + HALF_BYTES;
        while (at + HEAD_BYTES <= end) {
            int length = file.get(INT, at);
            if (length <= 0 || length > end - at - HEAD_BYTES) {
                return;
            }
            byte[] payload = file.asSlice(at + HEAD_BYTES, length).toArray(ValueLayout.JAVA_BYTE);
            if (file.get(INT, at + Integer.BYTES) != checksum(payload)) {
                return; // cut by a power failure: its answer may have left, but nothing of it remains
            }
            leftovers.add(payload);
            at += HEAD_BYTES + length;
        }
    }

    private int checksum(byte[] payload) {
        sum.reset();
        sum.update(payload, 0, payload.length);
        return (int) sum.getValue();
    }

    /** Writes the file once, because a mapped file without blocks of its own could not say that the disk is full. */
    private static void takeRoom(FileChannel channel) throws IOException {
        long size = channel.size();
        ByteBuffer zeros = ByteBuffer.allocate(64 * 1024);
        while (size < 2L * HALF_BYTES) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), 2L * HALF_BYTES - size));
            size += channel.write(zeros, size);
        }
    }
}
