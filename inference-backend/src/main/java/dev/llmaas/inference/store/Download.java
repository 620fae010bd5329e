package dev.llmaas.inference.store;

import dev.llmaas.api.models.StoreEvent.Progress;
import dev.llmaas.api.models.StoreEvent.Reason;
import dev.llmaas.api.models.StoreEvent.Stage;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Fetches one file in parts that run side by side, into a file that lies there until all is checked. It goes on where an
 * earlier attempt stopped, in this process or another. Used once, by one thread.
 */
final class Download {
    private static final long TICK_MILLIS = 200;
    private static final long RECORD_EVERY_TICKS = 5;
    private static final String RECORD_SUFFIX = ".json";

    private final Source source;
    private final Path file;
    private final Path record;
    private final Patience patience;
    private final HubHttp http;
    private final Consumer<Progress> progress;

    /**
     * What is fetched.
     *
     * @param address where
     * @param identity address and revision, so that parts of another file are not mixed in
     * @param bytes the size of the whole
     * @param sha256 of the whole, or null
     * @param access who serves it
     */
    record Source(
            URI address,
            String identity,
            long bytes,
            @Nullable String sha256,
            HubAccess access) {}

    /**
     * How a fetch goes about it.
     *
     * @param parts at most so many side by side
     * @param partBytesMin none of fewer bytes than this
     * @param attemptsMax so many failures in a row, without a byte between them, end it
     * @param backOffMin the pause after the first failure; it doubles
     * @param backOffMax the longest pause
     * @param silenceMax a connection on which nothing arrives for so long is begun again
     */
    record Patience(
            int parts,
            long partBytesMin,
            int attemptsMax,
            Duration backOffMin,
            Duration backOffMax,
            Duration silenceMax) {
        /** What people need who fetch gigabytes over lines that break. */
        static final Patience STANDARD =
                new Patience(4, 64L << 20, 8, Duration.ofMillis(500), Duration.ofSeconds(30), StoreLimits.SILENCE_MAX);

        Patience withParts(int changed) {
            return new Patience(changed, partBytesMin, attemptsMax, backOffMin, backOffMax, silenceMax);
        }
    }

    Download(Source source, Path file, Patience patience, HubHttp http, Consumer<Progress> progress) {
        this.source = source;
        this.file = file;
        this.record = record(file);
        this.patience = patience;
        this.http = http;
        this.progress = progress;
    }

    /** Where the progress of a growing file is recorded. */
    static Path record(Path file) {
        return file.resolveSibling(file.getFileName() + RECORD_SUFFIX);
    }

    /** How many bytes an earlier attempt left. */
    long resumable() throws IOException {
        return earlier()
                .map(found -> found.parts().stream()
                        .mapToLong(FetchRecord.Range::done)
                        .sum())
                .orElse(0L);
    }

    private Optional<FetchRecord> earlier() throws IOException {
        return FetchRecord.read(record, file, source.identity(), source.bytes());
    }

    /**
     * Fetches what is missing. Afterwards the file has its size; its content is not checked yet.
     *
     * @throws StoreException if it cannot go on; what was fetched stays
     */
    void run() throws IOException, InterruptedException {
        List<Part> parts = earlier()
                .map(found -> found.parts().stream()
                        .map(range -> new Part(range.from(), range.to(), range.done()))
                        .toList())
                .orElseGet(this::split);
        // The server may send the whole or nothing: then it is one part, from the begin.
        if (!fetch(parts) && !fetch(List.of(new Part(0, source.bytes(), 0)))) {
            throw new StoreException(
                    Reason.UNREACHABLE,
                    "%s does not send the file from its begin."
                            .formatted(source.address().getHost()));
        }
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            out.truncate(source.bytes());
            out.force(true);
        }
    }

    private List<Part> split() {
        long count = Math.clamp(source.bytes() / patience.partBytesMin(), 1, patience.parts());
        long each = source.bytes() / count;
        List<Part> parts = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            parts.add(new Part(i * each, i == count - 1 ? source.bytes() : (i + 1) * each, 0));
        }
        return parts;
    }

    /** Fetches the parts; false if the server does not send ranges. */
    private boolean fetch(List<Part> parts) throws IOException, InterruptedException {
        CountDownLatch stopping = new CountDownLatch(1);
        CountDownLatch finished = new CountDownLatch(parts.size());
        List<Future<Boolean>> running = new ArrayList<>();
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (Part part : parts) {
                    PartFetch fetch = new PartFetch(source, part, parts.size() == 1, out, patience, http, stopping);
                    running.add(threads.submit(() -> {
                        boolean whole = false;
                        try {
                            whole = fetch.run();
                            return whole;
                        } finally {
                            if (!whole) {
                                stopping.countDown();
                            }
                            finished.countDown();
                        }
                    }));
                }
                watch(parts, finished, stopping);
            } finally {
                stopping.countDown();
                threads.shutdownNow();
                save(parts);
            }
        }
        return outcome(running);
    }

    private void watch(List<Part> parts, CountDownLatch finished, CountDownLatch stopping)
            throws IOException, InterruptedException {
        Pace pace = new Pace(sum(parts), System.nanoTime());
        long ticks = 0;
        while (!finished.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
            if (stopping.getCount() == 0) {
                return;
            }
            long now = System.nanoTime();
            for (Part part : parts) {
                part.interruptIfSilent(now, patience.silenceMax().toNanos());
            }
            long done = sum(parts);
            progress.accept(new Progress(Stage.FETCHING, done, source.bytes(), pace.perSecond(done, now)));
            if (++ticks % RECORD_EVERY_TICKS == 0) {
                save(parts);
            }
        }
        progress.accept(new Progress(
                Stage.FETCHING, sum(parts), source.bytes(), pace.perSecond(sum(parts), System.nanoTime())));
    }

    private static long sum(List<Part> parts) {
        return parts.stream().mapToLong(Part::done).sum();
    }

    private void save(List<Part> parts) throws IOException {
        List<FetchRecord.Range> ranges = parts.stream()
                .map(part -> new FetchRecord.Range(part.from(), part.to(), part.done()))
                .toList();
        new FetchRecord(source.identity(), source.bytes(), source.sha256(), ranges).write(record);
    }

    private static boolean outcome(List<Future<Boolean>> running) throws IOException, InterruptedException {
        boolean ranges = true;
        Throwable first = null;
        for (Future<Boolean> part : running) {
            try {
                ranges &= part.get();
            } catch (ExecutionException failed) {
                first = first == null || weight(failed.getCause()) > weight(first) ? failed.getCause() : first;
            }
        }
        boolean wholeOnly = !ranges;
        return switch (first) {
            case null -> ranges;
            case StoreException known -> throw known;
            case InterruptedException _ when wholeOnly -> false;
            case ClosedChannelException _ when wholeOnly -> false;
            case IOException disk -> throw disk;
            default -> throw new IllegalStateException(first);
        };
    }

    /** Parts that were stopped because of another one tell less than that one. */
    private static int weight(@Nullable Throwable failure) {
        return switch (failure) {
            case StoreException _ -> 2;
            case InterruptedException _ -> 0;
            case ClosedChannelException _ -> 0;
            case null, default -> 1;
        };
    }

    /** Removes what lies there, for instance because it is wrong. */
    void discard() throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(record);
    }
}
