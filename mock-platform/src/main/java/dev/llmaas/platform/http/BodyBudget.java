package dev.llmaas.platform.http;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.RequestLimits;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of bodies that all requests of one server may have in memory, from the first that arrives until the request has
 * ended: a bound for each body says nothing about a thousand of them. One caller may have a share, so that nobody starves
 * the others. Bodies that come whole in one piece, which are small, count for the sum only and may have a little more of
 * it, so that usual calls go on while large ones wait. Thread-safe.
 */
public final class BodyBudget {
    private final long bytesMax;
    private final long shareMax;
    private final AtomicLong heldBytes = new AtomicLong();
    private final Map<String, Long> shares = new ConcurrentHashMap<>();

    /** For a heap of so many bytes. */
    BodyBudget(long heapBytes) {
        bytesMax = heapBytes / RequestLimits.BODIES_HEAP_PART;
        shareMax = Math.max(
                bytesMax / RequestLimits.BODIES_SHARES, Math.min(bytesMax / 2, (long) Limits.AUDIO_BODY_BYTES_MAX));
    }

    /** Makes it the one of all requests that are served where this is called. */
    void holdHere(Context loop) {
        loop.put(BodyBudget.class, this);
    }

    /**
     * What {@code request} will hold, nothing yet. On its event loop, before its answer begins; takes the handlers of its
     * end and close. Whoever needs the latter tells {@link Charge#answered} too.
     */
    static Charge open(HttpServerRequest request) {
        Context loop = Vertx.currentContext();
        @Nullable BodyBudget budget = loop == null ? null : loop.get(BodyBudget.class);
        if (budget == null) {
            throw new IllegalStateException("requests are read where a server takes them in");
        }
        Charge charge = budget.new Charge(owner(request));
        HttpServerResponse response = request.response();
        if (response.closed()) {
            charge.answered();
        } else {
            response.endHandler(_ -> charge.answered()).closeHandler(_ -> charge.answered());
        }
        return charge;
    }

    /** The credential, which was looked at before anything is read; the address of those who need none. */
    private static String owner(HttpServerRequest request) {
        @Nullable String key = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (key == null) {
            key = request.getHeader("x-api-key");
        }
        return key == null ? request.remoteAddress().hostAddress() : key;
    }

    /** Bytes held now. */
    long heldBytes() {
        return heldBytes.get();
    }

    /** The longest body that one caller may send. */
    long shareMax() {
        return shareMax;
    }

    /** What one request holds. It is given back when all who hold it have dropped it; its answer is the first of them. */
    public final class Charge {
        private final String owner;
        private final AtomicInteger holders = new AtomicInteger(1);
        private final AtomicBoolean answered = new AtomicBoolean();
        private final AtomicLong bytes = new AtomicLong();
        private final AtomicLong ownBytes = new AtomicLong();

        private Charge(String owner) {
            this.owner = owner;
        }

        /** The longest body that its caller may send. */
        long shareMax() {
            return shareMax;
        }

        /** Refuses what is announced and would not fit now, so that it need not be sent. */
        void require(long announced) {
            if (shares.getOrDefault(owner, 0L) + announced > shareMax) {
                throw overShare();
            }
        }

        /** Takes a body that came in one piece. */
        void takeWhole(long length) {
            bytes.addAndGet(length);
            if (heldBytes.addAndGet(length) > bytesMax + bytesMax / RequestLimits.BODIES_SPARE_PART) {
                throw full();
            }
        }

        /**
         * Takes so many bytes more. Whoever calls it holds this.
         *
         * @throws PlatformException RATE_LIMIT_EXCEEDED beyond the caller's share, UNAVAILABLE beyond the sum
         */
        void take(long more) {
            bytes.addAndGet(more);
            ownBytes.addAndGet(more);
            long own = shares.merge(owner, more, Long::sum);
            if (heldBytes.addAndGet(more) > bytesMax) {
                throw own > shareMax ? overShare() : full();
            }
            if (own > shareMax) {
                throw overShare();
            }
        }

        private PlatformException overShare() {
            return new PlatformException(
                    ErrorCode.RATE_LIMIT_EXCEEDED,
                    "Your requests that are not answered yet may have bodies of %,d bytes together. Wait for answers, then send this again."
                            .formatted(shareMax));
        }

        private PlatformException full() {
            return new PlatformException(
                    ErrorCode.UNAVAILABLE, "So many large requests are being read that there is no room for this one.");
        }

        /** One more holds it. */
        void keep() {
            holders.incrementAndGet();
        }

        /** The answer has been written, or never will be. */
        public void answered() {
            if (answered.compareAndSet(false, true)) {
                drop();
            }
        }

        /** One less holds it. */
        void drop() {
            if (holders.decrementAndGet() > 0) {
                return;
            }
            heldBytes.addAndGet(-bytes.get());
            long own = ownBytes.get();
            if (own > 0) {
                shares.computeIfPresent(owner, (_, all) -> all <= own ? null : all - own);
            }
        }

        /** A virtual thread does {@code work}, which holds it meanwhile. */
        public void duringThread(Runnable work) {
            keep();
            Thread.startVirtualThread(() -> {
                try {
                    work.run();
                } finally {
                    drop();
                }
            });
        }
    }
}
