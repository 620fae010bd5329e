package dev.llmaas.platform.images;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Resolves names as the system does. It has threads of its own, because a lookup is a call into native code: on a virtual
 * thread it would hold the carrier, and a slow name server would stop everything else. Thread-safe.
 */
public final class SystemNames implements Names, AutoCloseable {
    private final ExecutorService threads = Executors.newFixedThreadPool(
            ImageLimits.LOOKUPS_MAX,
            Thread.ofPlatform().daemon().name("names-", 0).factory());

    @Override
    public List<InetAddress> addresses(String host, Deadline deadline) throws IOException, InterruptedException {
        if (!deadline.left().isPositive()) {
            throw new IOException("no time is left for a name");
        }
        Future<InetAddress[]> lookup = threads.submit(() -> InetAddress.getAllByName(host));
        try {
            return List.of(lookup.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException late) {
            throw new IOException("no answer about a name in time", late);
        } catch (ExecutionException unknown) {
            throw new IOException("a name has no address", unknown);
        } finally {
            lookup.cancel(true);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
