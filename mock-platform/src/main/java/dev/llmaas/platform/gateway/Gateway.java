package dev.llmaas.platform.gateway;

import dev.llmaas.api.Money;
import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.inference.pool.Lease;
import dev.llmaas.inference.pool.Pool;
import dev.llmaas.inference.pool.Protocol;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.access.ApiKeys;
import dev.llmaas.platform.access.Caller;
import dev.llmaas.platform.catalog.Catalog;
import dev.llmaas.platform.guardrail.Guardrails;
import dev.llmaas.platform.live.LiveFeed;
import dev.llmaas.platform.metering.Entry;
import dev.llmaas.platform.metering.Ledger;
import dev.llmaas.platform.quota.Budget;
import dev.llmaas.platform.quota.Hold;
import dev.llmaas.platform.quota.Quota;
import dev.llmaas.platform.quota.Reservation;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The corridor: carries one billable call from the caller to the ledger. Read {@link #serve} first; everything else is
 * there for it. Thread-safe.
 *
 * <p>What the drawing cannot show: the reservation outlives {@code serve}, because the answer streams on after it. It is
 * closed where the call ends, whichever way that is: settled by the ledger, or voided by {@code close}.
 */
public final class Gateway {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);
    private static final int ATTEMPTS_MAX = 2;
    private static final long SECONDS_PER_MINUTE = 60;

    private final Rooms rooms;
    private final Relay relay;
    private final InstantSource clock;
    private final Allowances allowances;
    private final Offers offers;
    private final AtomicInteger active = new AtomicInteger();

    /** The rooms along the corridor, in the order in which a call passes them; the keys, which note their use; and images. */
    public record Rooms(
            Catalog catalog,
            Quota quota,
            Guardrails guardrails,
            Pool pool,
            Ledger ledger,
            LiveFeed live,
            ApiKeys keys,
            RemoteImages images) {}

    /** A corridor along these rooms. */
    public Gateway(Rooms rooms, Relay relay, InstantSource clock) {
        this.rooms = rooms;
        this.relay = relay;
        this.clock = clock;
        this.allowances = new Allowances(clock);
        this.offers = new Offers(rooms.catalog);
    }

    /** The models that can be called through it. */
    Catalog catalog() {
        return rooms.catalog;
    }

    /** The images that calls name by address. */
    RemoteImages images() {
        return rooms.images;
    }

    /** Calls that were admitted and are not settled yet. */
    public int active() {
        return active.get();
    }

    /**
     * Leads a call through all rooms. May block; returns when its answer streams.
     *
     * @throws PlatformException if a room refuses it; nothing is held or billed then
     * @throws dev.llmaas.inference.EngineException if no replica can take it; nothing is held or billed then
     * @throws InterruptedException if the thread was interrupted; nothing is held or billed then
     */
    void serve(Caller caller, InferenceCall call, Recipient client, long startedAtMs) throws InterruptedException {
        CatalogModel model = offers.require(caller, call); // 404 model_not_found, 403 model_forbidden, 400
        lead(caller, model, whole(caller, model, call), client, startedAtMs);
    }

    /** The same at half the price, for calls that wait until there is room. */
    void serveAtHalfPrice(Caller caller, InferenceCall call, Recipient client, long startedAtMs)
            throws InterruptedException {
        CatalogModel model = offers.require(caller, call);
        CatalogModel cheap = model.withPrices(
                half(model.inputPrice()), half(model.outputPrice()), half(model.documentPrice()), model.audioPrice());
        lead(caller, cheap, whole(caller, cheap, call), client, startedAtMs);
    }

    /** Engines get images, not addresses. Nothing is fetched for a caller whose limits leave no room for the call. */
    private InferenceCall whole(Caller caller, CatalogModel model, InferenceCall call) throws InterruptedException {
        if (call.remoteImages().isEmpty()) {
            return call;
        }
        reserve(caller, model, call).close(); // 429
        return rooms.images.fetch(caller, call); // 400 failed_to_download_image
    }

    /** Nano-euros do not halve always: the customer gains. */
    private static Money half(Money price) {
        return new Money(price.nanoEuros() / 2);
    }

    /** Whether a call of this model, by its name in the catalogue, would keep no other waiting. */
    boolean hasRoom(String model) {
        return rooms.pool.hasRoom(model);
    }

    private void lead(Caller caller, CatalogModel model, InferenceCall call, Recipient client, long startedAtMs)
            throws InterruptedException {
        rooms.catalog.notice(call.model()).ifPresent(client::notice);
        Reservation reservation = reserve(caller, model, call); // 429
        Admitted admitted = admit(caller, model, call, client, reservation, startedAtMs);
        try {
            inspect(caller, call); // 403 content_blocked
            Lease lease = rooms.pool.lease(model.id(), call.affinityKey()); // 503 no_capacity, unavailable
            send(admitted, lease, 1); // from here on the answer streams, is settled, and is finished
        } catch (Throwable refused) {
            abandon(admitted);
            throw refused;
        }
    }

    /**
     * The same line for an event loop, for the many calls that nothing keeps waiting: it never blocks. Two changes of
     * thread less are half of what such a call costs.
     *
     * @return whether the call is on its way; if not, nothing is held, and {@link #serve} must lead it
     * @throws PlatformException if a room refuses it; nothing is held or billed then
     */
    boolean serveNow(Caller caller, InferenceCall call, Recipient client, long startedAtMs) {
        if (!call.remoteImages().isEmpty()) {
            return false;
        }
        CatalogModel model = offers.require(caller, call);
        rooms.catalog.notice(call.model()).ifPresent(client::notice);
        Optional<Reservation> reservation =
                rooms.quota.reserveNow(budget(caller), hold(model, call, firstSlice(model, call)));
        if (reservation.isEmpty()) {
            return false;
        }
        Optional<Lease> lease = rooms.pool.leaseNow(model.id(), call.affinityKey());
        if (lease.isEmpty()) {
            reservation.get().close();
            return false;
        }
        try {
            inspect(caller, call);
        } catch (PlatformException blocked) {
            lease.get().close();
            reservation.get().close();
            throw blocked;
        }
        send(admit(caller, model, call, client, reservation.get(), startedAtMs), lease.get(), 1);
        return true;
    }

    private void inspect(Caller caller, InferenceCall call) {
        if (call.inspected()) {
            rooms.guardrails.inspect(caller, call.body());
        }
    }

    /** A call that passed all rooms before the engine. */
    private record Admitted(
            Caller caller,
            CatalogModel model,
            InferenceCall call,
            Recipient client,
            Reservation reservation,
            Meter meter) {}

    private Admitted admit(
            Caller caller,
            CatalogModel model,
            InferenceCall call,
            Recipient client,
            Reservation reservation,
            long startedAtMs) {
        active.incrementAndGet();
        rooms.keys.used(caller.keyId(), startedAtMs);
        if (!caller.limits().equals(KeyLimits.NONE)) {
            Hold whole = hold(model, call, call.outputCeiling(model.contextTokens()));
            client.allowance(allowances.tightest(reservation.standings(), model, whole));
        }
        return new Admitted(caller, model, call, client, reservation, new Meter(clock, startedAtMs));
    }

    /** Holds the prompt and the first slice; where a limit is near, one token, which grows as far as the limit allows. */
    private Reservation reserve(Caller caller, CatalogModel model, InferenceCall call) {
        long slice = firstSlice(model, call);
        try {
            return rooms.quota.reserve(budget(caller), hold(model, call, slice));
        } catch (PlatformException tooMuch) {
            if (slice <= 1) {
                throw tooMuch;
            }
            return rooms.quota.reserve(budget(caller), hold(model, call, 1));
        }
    }

    private static Budget budget(Caller caller) {
        return new Budget(caller.keyId(), caller.zone(), caller.limits());
    }

    private static long firstSlice(CatalogModel model, InferenceCall call) {
        return Math.min(Limits.OUTPUT_SLICE_TOKENS, call.outputCeiling(model.contextTokens()));
    }

    private static Hold hold(CatalogModel model, InferenceCall call, long outputTokens) {
        Money tokens = cost(model, call, call.promptCeiling(model.contextTokens()), outputTokens);
        return new Hold(outputTokens, withExtra(tokens, model, call.documentsMax(), call.audioSecondsMax()));
    }

    private static Money cost(CatalogModel model, InferenceCall call, long promptTokens, long outputTokens) {
        if (!call.tokensBilled()) {
            return Money.ZERO;
        }
        return model.inputPrice().times(promptTokens).plus(model.outputPrice().times(outputTokens));
    }

    /** Adds what is billed by other things than tokens: a minute that has begun counts whole, once for a call. */
    private static Money withExtra(Money tokens, CatalogModel model, long documents, long audioSeconds) {
        if (documents == 0 && audioSeconds == 0) {
            return tokens;
        }
        return tokens.plus(model.documentPrice().times(documents))
                .plus(model.audioPrice().times(Math.ceilDiv(audioSeconds, SECONDS_PER_MINUTE)));
    }

    /** Sends the call to its engine, with all it may generate if the engine cannot be steered later. Never blocks. */
    private void send(Admitted admitted, Lease lease, int number) {
        Slices slices = slices(admitted);
        Order order = new Order(
                admitted.call, admitted.model.id(), lease.endpoint(), slices, admitted.meter, admitted.client);
        if (lease.endpoint().protocol() == Protocol.RUNNER || slices.complete()) {
            relay.run(order, ending -> ended(admitted, lease, ending, number));
            return;
        }
        var _ = slices.whole().handle((granted, failure) -> {
            if (failure != null) {
                log.error("request={} a reservation could not grow", admitted.client.requestId(), failure);
            }
            relay.run(order, ending -> ended(admitted, lease, ending, number));
            return granted;
        });
    }

    private static Slices slices(Admitted admitted) {
        return new Slices(
                admitted.reservation,
                admitted.model.outputPrice(),
                admitted.reservation.held().outputTokens(),
                admitted.call.outputCeiling(admitted.model.contextTokens()));
    }

    /** The relay is through, on the client's event loop. */
    private void ended(Admitted admitted, Lease lease, Ending ending, int number) {
        if (ending.retryable()) {
            lease.failed();
        }
        lease.close();
        if (ending.retryable() && number < ATTEMPTS_MAX) {
            Thread.startVirtualThread(() -> retry(admitted, number + 1));
            return;
        }
        settle(admitted, ending);
    }

    private void settle(Admitted admitted, Ending ending) {
        CompletableFuture<Optional<RequestSettled>> row;
        try {
            row = rooms.ledger.settle(admitted.reservation, entry(admitted, ending));
        } catch (RuntimeException bug) {
            row = CompletableFuture.failedFuture(bug);
        }
        var _ = row.handle((written, failure) -> {
            Optional<RequestSettled> settlement = failure == null ? written : Optional.empty();
            admitted.client.loop().execute(() -> settled(admitted, ending, settlement, failure));
            return settlement;
        });
    }

    private void retry(Admitted admitted, int number) {
        try {
            admitted.meter.restart();
            send(admitted, rooms.pool.lease(admitted.model.id(), admitted.call.affinityKey()), number);
        } catch (RuntimeException | InterruptedException | Error refused) {
            abandon(admitted);
            admitted.client.loop().execute(() -> admitted.client.fail(refused));
        }
    }

    /** The row is in the ledger: now the last bytes may leave. */
    private void settled(Admitted admitted, Ending ending, Optional<RequestSettled> row, @Nullable Throwable failure) {
        active.decrementAndGet();
        if (failure != null) {
            admitted.reservation.close();
            admitted.client.fail(new IllegalStateException("a call could not be settled", failure));
            return;
        }
        row.ifPresent(settlement -> {
            rooms.live.publish(admitted.caller.organizationId(), settlement);
            logSettlement(settlement);
        });
        if (ending.last() != null) {
            admitted.client.finish(ending.last(), admitted.call.streamed());
        } else if (ending.failure() != null) {
            admitted.client.fail(ending.failure());
        }
    }

    private static void logSettlement(RequestSettled row) {
        log.info(
                "settled request={} model={} outcome={} promptTokens={} completionTokens={} tookMs={}",
                row.requestId(),
                row.model(),
                row.outcome(),
                row.usage().promptTokens(),
                row.usage().completionTokens(),
                row.durationMs());
    }

    private void abandon(Admitted admitted) {
        active.decrementAndGet();
        admitted.reservation.close();
    }

    private Entry entry(Admitted admitted, Ending ending) {
        Usage usage = billable(admitted, ending);
        Caller caller = admitted.caller;
        CatalogModel model = admitted.model;
        long documents = Math.min(ending.documents(), admitted.call.documentsMax());
        long audioSeconds = Math.min(ending.audioSeconds(), admitted.call.audioSecondsMax());
        Money tokens = cost(model, admitted.call, usage.promptTokens(), usage.completionTokens());
        Money spend = withExtra(tokens, model, documents, audioSeconds);
        return new Entry(
                admitted.client.requestId(),
                caller.organizationId(),
                caller.projectId(),
                caller.keyId(),
                caller.keyName(),
                model.id(),
                admitted.call.endpoint(),
                ending.outcome(),
                usage,
                documents,
                audioSeconds,
                spend,
                admitted.meter.timeToFirstTokenMs(),
                admitted.meter.startedAtMs());
    }

    /** What may be billed: nothing where no token was generated for a client that left, and never more than is held. */
    private static Usage billable(Admitted admitted, Ending ending) {
        Usage usage = ending.usage();
        boolean nothing = ending.last() == null && usage.completionTokens() == 0;
        if (nothing) {
            return Usage.NONE;
        }
        long prompt = admitted.call.promptCeiling(admitted.model.contextTokens());
        long output = admitted.reservation.held().outputTokens();
        if (usage.promptTokens() <= prompt && usage.completionTokens() <= output) {
            return usage;
        }
        log.warn(
                "request={} the engine of {} counted more than was held: promptTokens={} held={} completionTokens={} held={}",
                admitted.client.requestId(),
                admitted.model.id(),
                usage.promptTokens(),
                prompt,
                usage.completionTokens(),
                output);
        return Usage.of(
                Math.min(usage.promptTokens(), prompt),
                Math.min(usage.cachedTokens(), prompt),
                Math.min(usage.completionTokens(), output),
                Math.min(usage.reasoningTokenCount(), output));
    }
}
