package dev.llmaas.platform.access;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.admin.NewApiKey;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.http.AdminRoute;
import dev.llmaas.platform.http.Exchange;
import dev.llmaas.platform.http.Idempotency;
import io.vertx.ext.web.Router;

/** The API keys: list, make, revoke. */
public final class KeysRoutes {
    private final Access access;
    private final ApiKeys keys;
    private final Idempotency idempotency;

    /** Routes over these. */
    public KeysRoutes(Access access, ApiKeys keys, Idempotency idempotency) {
        this.access = access;
        this.keys = keys;
        this.idempotency = idempotency;
    }

    /** Mounts them. */
    public void mount(Router router) {
        router.get("/admin/v1/keys").handler(AdminRoute.json(200, this::list));
        router.post("/admin/v1/keys").handler(AdminRoute.json(201, access::member, this::create));
        router.delete("/admin/v1/keys/:id").handler(AdminRoute.json(200, access::member, this::revoke));
    }

    private Object list(Exchange exchange) {
        Member member = member(exchange);
        int limit = (int) exchange.queryLong("limit", Limits.PAGE_ENTRIES_MAX, 1, Limits.PAGE_ENTRIES_MAX);
        return keys.list(member, exchange.queryId("cursor", ApiKeyId.PREFIX).orElse(null), limit);
    }

    private Object create(Exchange exchange) {
        Member member = member(exchange);
        return idempotency.once(
                exchange, member.id().value(), () -> keys.create(member, exchange.body(NewApiKey.class)));
    }

    private Object revoke(Exchange exchange) {
        return keys.revoke(member(exchange), new ApiKeyId(exchange.path("id")));
    }

    private Member member(Exchange exchange) {
        return access.member(exchange.authorization().orElse(null));
    }
}
