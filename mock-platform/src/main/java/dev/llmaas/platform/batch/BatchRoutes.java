package dev.llmaas.platform.batch;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.openai.Batch;
import dev.llmaas.api.openai.StoredFile;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.access.Access;
import dev.llmaas.platform.access.Caller;
import dev.llmaas.platform.http.AdminRoute;
import dev.llmaas.platform.http.Exchange;
import dev.llmaas.platform.http.FormParts;
import dev.llmaas.platform.http.Idempotency;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code /v1/files}, {@code /v1/batches} and {@code /v1/chat/completions/batch}. */
public final class BatchRoutes {
    private static final String FORM = "multipart/form-data";
    private static final String JSON = "application/json";

    private static final String EXPIRES_AFTER = "expires_after";
    private static final List<String> ORDERS = List.of("asc", "desc");
    private static final List<String> OTHER_PAGING = List.of("cursor", "before");
    private static final String NAMED_AFTER = "This list knows no %s; after names the last one of the page before.";

    private final Access access;
    private final Batches batches;
    private final Idempotency idempotency;

    /** Routes over these. */
    public BatchRoutes(Access access, Batches batches, Idempotency idempotency) {
        this.access = access;
        this.batches = batches;
        this.idempotency = idempotency;
    }

    /** Mounts them. */
    public void mount(Router router) {
        router.post("/v1/files")
                .handler(AdminRoute.upload(200, FORM, BatchLimits.FILE_BYTES_MAX, access::caller, this::upload));
        router.get("/v1/files").handler(AdminRoute.json(200, this::files));
        router.get("/v1/files/:id").handler(AdminRoute.json(200, this::file));
        router.get("/v1/files/:id/content").handler(AdminRoute.bytes("application/jsonl", this::content));
        router.delete("/v1/files/:id").handler(AdminRoute.json(200, access::caller, this::delete));
        router.post("/v1/batches").handler(AdminRoute.json(200, access::caller, this::create));
        router.get("/v1/batches").handler(AdminRoute.json(200, this::list));
        router.get("/v1/batches/:id").handler(AdminRoute.json(200, this::batch));
        router.post("/v1/batches/:id/cancel").handler(AdminRoute.json(200, access::caller, this::cancel));
        router.post("/v1/chat/completions/batch")
                .handler(AdminRoute.upload(202, JSON, BatchLimits.FILE_BYTES_MAX, access::caller, this::converse));
        router.get("/v1/chat/completions/batch/:id").handler(AdminRoute.json(200, this::conversations));
    }

    private Object upload(Exchange exchange) {
        Caller caller = caller(exchange);
        FormParts form =
                FormParts.read(exchange.bytes(), exchange.header("content-type").orElse(""));
        if (!form.text("purpose").orElse("").equals("batch")) {
            throw new PlatformException(ErrorCode.INVALID_REQUEST, "purpose must be batch.", "purpose");
        }
        Duration life = life(form);
        byte[] content = form.file("file").bytes();
        return idempotency.once(
                exchange,
                caller.keyId().value(),
                form::fingerprint, // clients that try again draw another boundary
                () -> batches.files().add(caller, form.fileName("file"), content, life));
    }

    /** How long a file may wait, as its sender wants it. */
    private static Duration life(FormParts form) {
        Optional<String> anchor = form.text(EXPIRES_AFTER + "[anchor]");
        Optional<String> seconds = form.text(EXPIRES_AFTER + "[seconds]");
        if (anchor.isEmpty() && seconds.isEmpty() && form.text(EXPIRES_AFTER).isEmpty()) {
            return BatchLimits.LIFE;
        }
        long min = BatchLimits.LIFE_MIN.toSeconds();
        long max = BatchLimits.LIFE.toSeconds();
        boolean number = seconds.isPresent() && seconds.get().matches("[0-9]{1,9}");
        if (anchor.isPresent() && anchor.get().equals("created_at") && number) {
            long wanted = Long.parseLong(seconds.get());
            if (wanted >= min && wanted <= max) {
                return Duration.ofSeconds(wanted);
            }
        }
        throw new PlatformException(
                ErrorCode.INVALID_REQUEST,
                "expires_after must have the anchor created_at and seconds from %,d to %,d: nothing waits here for longer than a day."
                        .formatted(min, max),
                EXPIRES_AFTER);
    }

    private Object files(Exchange exchange) {
        Caller caller = caller(exchange);
        exchange.queryLacks(OTHER_PAGING, NAMED_AFTER);
        return batches.files()
                .page(
                        caller,
                        new Files.Wanted(
                                exchange.queryOneOf("purpose", Files.PURPOSES).orElse(null),
                                exchange.queryId("after", Files.PREFIX).orElse(null),
                                exchange.queryOneOf("order", ORDERS).orElse("").equals("asc"),
                                (int) exchange.queryLong(
                                        "limit", BatchLimits.FILES_PAGE_MAX, 1, BatchLimits.FILES_PAGE_MAX)));
    }

    private Object file(Exchange exchange) {
        return batches.files().file(caller(exchange), exchange.path("id"));
    }

    private byte[] content(Exchange exchange) {
        Caller caller = caller(exchange);
        exchange.hold(batches.files().file(caller, exchange.path("id")).bytes());
        return batches.files().content(caller, exchange.path("id"));
    }

    private Object delete(Exchange exchange) {
        batches.files().delete(caller(exchange), exchange.path("id"));
        return new StoredFile.Deleted(exchange.path("id"), "file", true);
    }

    private Object create(Exchange exchange) {
        Caller caller = caller(exchange);
        return idempotency.once(exchange, caller.keyId().value(), () -> {
            Batch.Wanted wanted = exchange.body(Batch.Wanted.class);
            return batches.fileBatches().create(caller, wanted, exchange::hold);
        });
    }

    private Object list(Exchange exchange) {
        Caller caller = caller(exchange);
        exchange.queryLacks(OTHER_PAGING, NAMED_AFTER);
        int limit = (int) exchange.queryLong("limit", BatchLimits.PAGE, 1, Limits.PAGE_ENTRIES_MAX);
        return batches.fileBatches()
                .page(caller, exchange.queryId("after", FileBatches.PREFIX).orElse(null), limit);
    }

    private Object batch(Exchange exchange) {
        return batches.fileBatches().batch(caller(exchange), exchange.path("id"));
    }

    private Object cancel(Exchange exchange) {
        return batches.fileBatches().cancel(caller(exchange), exchange.path("id"));
    }

    private Object converse(Exchange exchange) {
        Caller caller = caller(exchange);
        return idempotency.once(
                exchange, caller.keyId().value(), () -> batches.conversations().create(caller, exchange.bytes()));
    }

    private Object conversations(Exchange exchange) {
        return batches.conversations().batch(caller(exchange), exchange.path("id"), exchange::hold);
    }

    private Caller caller(Exchange exchange) {
        return access.caller(exchange.authorization().orElse(null));
    }
}
