package dev.llmaas.platform.fleet;

import dev.llmaas.api.admin.Page;
import dev.llmaas.api.admin.Permission;
import dev.llmaas.inference.pool.Pool;
import dev.llmaas.platform.access.Access;
import dev.llmaas.platform.http.AdminRoute;
import io.vertx.ext.web.Router;

/** The replicas of the pool, all on one page: there are as many as models are configured. */
public final class ReplicasRoutes {
    private final Access access;
    private final Pool pool;

    /** Routes over these. */
    public ReplicasRoutes(Access access, Pool pool) {
        this.access = access;
        this.pool = pool;
    }

    /** Mounts them. */
    public void mount(Router router) {
        router.get("/admin/v1/replicas").handler(AdminRoute.json(200, exchange -> {
            access.member(exchange.authorization().orElse(null), Permission.POOL_READ);
            return new Page<>(pool.replicas(), null);
        }));
    }
}
