package dev.llmaas.platform.live;

import dev.llmaas.api.admin.Permission;
import dev.llmaas.api.event.PlatformEvent;
import dev.llmaas.inference.http.SseWriter;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.access.Access;
import dev.llmaas.platform.access.Member;
import dev.llmaas.platform.http.ErrorResponses;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live events as server-sent events. Each watcher has a virtual thread that waits for events and hands them to the
 * event loop of the connection; it takes the next ones when the last have left, so a slow reader costs no memory. A
 * stream ends with the access token that opened it.
 */
public final class EventsRoutes {
    private static final Logger log = LoggerFactory.getLogger(EventsRoutes.class);

    private final Access access;
    private final LiveFeed feed;
    private final InstantSource clock;

    /** Routes over these. */
    public EventsRoutes(Access access, LiveFeed feed, InstantSource clock) {
        this.access = access;
        this.feed = feed;
        this.clock = clock;
    }

    /** Mounts them. */
    public void mount(Router router) {
        router.get("/admin/v1/events").handler(this::watch);
    }

    private void watch(RoutingContext context) {
        Context loop = context.vertx().getOrCreateContext();
        String authorization = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        String lastEventId = context.request().getHeader("last-event-id");
        Thread watcher = Thread.ofVirtual().unstarted(() -> serve(context, loop, authorization, lastEventId));
        context.response().closeHandler(_ -> watcher.interrupt()).exceptionHandler(_ -> watcher.interrupt());
        watcher.start();
    }

    /** The edge at which every failure becomes an answer, or the end of one. */
    private void serve(
            RoutingContext context, Context loop, @Nullable String authorization, @Nullable String lastEventId) {
        HttpServerResponse response = context.response();
        try {
            Member member = access.member(authorization, Permission.EVENTS_READ);
            if (context.request().method().equals(HttpMethod.HEAD)) {
                loop.runOnContext(_ -> end(response.putHeader(HttpHeaders.CONTENT_TYPE, SseWriter.CONTENT_TYPE)));
                return;
            }
            try (Subscription events =
                    feed.subscribe(member.organizationId(), event -> maySee(member, event), lastEventId)) {
                stream(events, new SseWriter(response), loop, member.expiresAt());
            }
            loop.runOnContext(_ -> end(response));
        } catch (InterruptedException gone) {
            log.debug("a watcher left");
        } catch (RuntimeException | Error failure) {
            loop.runOnContext(_ -> {
                if (response.headWritten()) {
                    end(response);
                } else {
                    ErrorResponses.send(context, failure);
                }
            });
        }
    }

    private void stream(Subscription events, SseWriter writer, Context loop, Instant end) throws InterruptedException {
        Instant quietSince = clock.instant();
        while (!events.isOver() && clock.instant().isBefore(end)) {
            List<LiveEntry> entries = events.next(waiting(end));
            if (!entries.isEmpty()) {
                await(loop, () -> write(writer, entries));
                quietSince = clock.instant();
            } else if (!clock.instant().isBefore(quietSince.plus(Limits.HEARTBEAT))) {
                await(loop, writer::heartbeat);
                quietSince = clock.instant();
            }
        }
    }

    private Duration waiting(Instant end) {
        Duration left = Duration.between(clock.instant(), end);
        return left.compareTo(Limits.HEARTBEAT) < 0 ? left : Limits.HEARTBEAT;
    }

    /** One write an event; the future is that of the last, because writes leave in order. */
    private static Future<Void> write(SseWriter writer, List<LiveEntry> entries) {
        Future<Void> last = Future.succeededFuture();
        for (LiveEntry entry : entries) {
            Buffer frame = SseWriter.frame(entry.id(), entry.json().getBytes(StandardCharsets.UTF_8));
            last = writer.write(frame);
        }
        return last;
    }

    /** Runs {@code work} on the event loop and waits until its bytes have left. */
    private static void await(Context loop, Supplier<Future<Void>> work) throws InterruptedException {
        Promise<Void> left = Promise.promise();
        loop.runOnContext(_ -> work.get().onComplete(left));
        try {
            left.future()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(Limits.SLOW_READER_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException gone) {
            throw new InterruptedException("the watcher takes nothing any more");
        }
    }

    private static boolean maySee(Member member, PlatformEvent event) {
        return switch (event) {
            case PlatformEvent.RequestSettled _ -> member.may(Permission.USAGE_READ);
            case PlatformEvent.LoadSampled _, PlatformEvent.Reset _ -> true;
            case PlatformEvent.ReplicaChanged _, PlatformEvent.ReplicasSampled _ -> member.may(Permission.POOL_READ);
            case PlatformEvent.KeyChanged _ -> member.may(Permission.KEYS_READ);
        };
    }

    private static void end(HttpServerResponse response) {
        if (!response.ended() && !response.closed()) {
            response.end();
        }
    }
}
