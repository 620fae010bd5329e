package dev.llmaas.platform.http;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.http.BodyBudget.Charge;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads a body of a known type, JSON unless said otherwise, within a bound of bytes and of time. Event loop only. */
public final class RequestBody {
    private static final String JSON = "application/json";
    private static final String CONTINUE = "100-continue";

    private final HttpServerRequest request;
    private final int bytesMax;
    private final String type;
    private final Duration patience;
    private final Promise<Received> done = Promise.promise();
    private final Charge charge;
    private @Nullable Buffer collected;
    private boolean own;
    private long announced = -1;
    private @Nullable Coding coding;
    private long timer;

    private RequestBody(HttpServerRequest request, int bytesMax, String type, Duration patience) {
        this.patience = patience;
        this.request = request;
        this.charge = BodyBudget.open(request);
        this.bytesMax = (int) Math.min(bytesMax, charge.shareMax());
        this.type = type;
    }

    /**
     * A body that was read.
     *
     * @param body all of it, unpacked
     * @param charge what is held for it until the request has ended; whoever works on it elsewhere holds it too
     */
    public record Received(Buffer body, Charge charge) {}

    /**
     * Begins to read; call it before the request handler returns. The future fails with REQUEST_TOO_LARGE (before
     * anything is read, if the length is announced), REQUEST_TIMEOUT, UNSUPPORTED_MEDIA_TYPE, INVALID_REQUEST where
     * the body broke off or is not framed as HTTP says, or as {@link BodyBudget} refuses.
     */
    public static Future<Received> read(Vertx vertx, HttpServerRequest request, int bytesMax) {
        return read(vertx, request, bytesMax, JSON);
    }

    /** The same for another type than JSON, in lower case and without parameters. */
    public static Future<Received> read(Vertx vertx, HttpServerRequest request, int bytesMax, String type) {
        return read(vertx, request, bytesMax, type, Limits.BODY_TIMEOUT);
    }

    static Future<Received> read(Vertx vertx, HttpServerRequest request, int bytesMax, String type, Duration patience) {
        RequestBody body = new RequestBody(request, bytesMax, type, patience);
        body.start(vertx);
        return body.done.future();
    }

    /**
     * Pauses a request until {@code gate}, which may block and throws for strangers, was asked on a virtual thread. The
     * future completes on the event loop.
     */
    public static Future<Void> hold(Vertx vertx, HttpServerRequest request, Runnable gate) {
        Context loop = vertx.getOrCreateContext();
        Promise<Void> asked = Promise.promise();
        request.pause();
        Thread.startVirtualThread(() -> {
            try {
                gate.run();
                loop.runOnContext(_ -> asked.complete());
            } catch (RuntimeException | Error stranger) {
                loop.runOnContext(_ -> asked.fail(stranger));
            }
        });
        return asked.future();
    }

    /** Lets {@code read} begin to read a request that was paused. */
    public static Future<Received> goOn(HttpServerRequest paused, Supplier<Future<Received>> read) {
        Future<Received> body = read.get();
        if (!body.failed()) { // a refused one stays as it is until its connection ends
            paused.resume();
        }
        return body;
    }

    private void start(Vertx vertx) {
        try {
            checkType(request.getHeader(HttpHeaders.CONTENT_TYPE));
            checkExpectation(request.getHeader(HttpHeaders.EXPECT));
            coding = Coding.of(request).orElse(null);
            checkLength(request.getHeader(HttpHeaders.CONTENT_LENGTH));
        } catch (PlatformException refused) {
            if (ErrorResponses.leavesBody(refused.code())) {
                request.pause();
            } else {
                request.handler(_ -> {}).resume(); // short, and the connection serves others
            }
            done.fail(refused);
            return;
        }
        if (request.getHeader(HttpHeaders.EXPECT) != null) {
            request.response().writeContinue();
        }
        timer = vertx.setTimer(timeoutMs(), _ -> give(slow()));
        request.exceptionHandler(_ -> give(brokenOff())).handler(this::take).endHandler(_ -> {
            if (vertx.cancelTimer(timer)) {
                whole(vertx);
            }
        });
        done.future().onFailure(_ -> vertx.cancelTimer(timer));
    }

    /** Bodies that may be large have longer, as long as they come on. */
    private long timeoutMs() {
        return patience.toMillis() + 1_000L * (bytesMax / Limits.BODY_BYTES_PER_SECOND_MIN);
    }

    /** Unpacking computes: a virtual thread does it. What was collected is not kept beside what becomes of it. */
    private void whole(Vertx vertx) {
        request.handler(null).exceptionHandler(null);
        Buffer body = collected == null ? Buffer.buffer() : collected;
        collected = null;
        Coding packed = coding;
        if (packed == null) {
            done.tryComplete(new Received(body, charge));
            return;
        }
        Context loop = vertx.getOrCreateContext();
        charge.duringThread(() -> {
            try {
                Buffer plain = Buffer.buffer(packed.unpacked(body.getBytes(), bytesMax, charge::take));
                loop.runOnContext(_ -> done.tryComplete(new Received(plain, charge)));
            } catch (RuntimeException | Error refused) {
                loop.runOnContext(_ -> done.tryFail(refused));
            }
        });
    }

    private void take(Buffer piece) {
        try {
            charge(piece.length());
            collect(piece);
        } catch (PlatformException refused) {
            give(refused);
        }
    }

    /** Counts bytes as they come: what is announced costs nobody anything. */
    private void charge(int length) {
        if (length == announced) {
            charge.takeWhole(length);
        } else {
            charge.take(length);
        }
    }

    /** Most bodies come in one piece, which is not copied. */
    private void collect(Buffer piece) {
        long length = (long) piece.length() + (collected == null ? 0 : collected.length());
        if (length > bytesMax) {
            throw tooLarge();
        }
        if (collected == null) {
            collected = piece;
            return;
        }
        if (!own) {
            own = true; // the first piece belongs to the network; ours grows by doubling
            collected = Buffer.buffer(Math.toIntExact(2 * length)).appendBuffer(collected);
        }
        collected.appendBuffer(piece);
    }

    private void give(Throwable failure) {
        request.handler(_ -> {}).endHandler(_ -> {});
        request.pause();
        collected = null;
        done.tryFail(failure);
    }

    private void checkType(@Nullable String announced) {
        if (announced == null) {
            return;
        }
        int parameters = announced.indexOf(';');
        String plain = (parameters < 0 ? announced : announced.substring(0, parameters)).strip();
        boolean isKindOfJson =
                type.equals(JSON) && plain.toLowerCase(Locale.ROOT).endsWith("+json");
        if (!plain.equalsIgnoreCase(type) && !isKindOfJson) {
            throw new PlatformException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE, "This address reads content-type %s only.".formatted(type));
        }
    }

    private static void checkExpectation(@Nullable String announced) {
        if (announced != null && !announced.equalsIgnoreCase(CONTINUE)) {
            throw new PlatformException(ErrorCode.INVALID_REQUEST, "expect may be 100-continue only.");
        }
    }

    private void checkLength(@Nullable String header) {
        if (header == null) {
            return;
        }
        try {
            announced = Long.parseLong(header);
        } catch (NumberFormatException unreadable) {
            throw new PlatformException(ErrorCode.INVALID_REQUEST, "content-length must be a whole number.");
        }
        if (announced > bytesMax) {
            throw tooLarge();
        }
        charge.require(announced);
    }

    private PlatformException tooLarge() {
        return new PlatformException(
                ErrorCode.REQUEST_TOO_LARGE, "The body may have %,d bytes at most.".formatted(bytesMax));
    }

    private PlatformException brokenOff() {
        HttpFraming.endWithAnswer(request);
        return new PlatformException(
                ErrorCode.INVALID_REQUEST, "The body broke off, or its pieces are not framed as HTTP says.");
    }

    private PlatformException slow() {
        return new PlatformException(
                ErrorCode.REQUEST_TIMEOUT, "The body did not arrive within %d seconds.".formatted(timeoutMs() / 1_000));
    }
}
