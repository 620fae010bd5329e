package dev.llmaas.platform.catalog;

import dev.llmaas.api.admin.Page;
import dev.llmaas.api.admin.Permission;
import dev.llmaas.platform.access.Access;
import dev.llmaas.platform.http.AdminRoute;
import io.vertx.ext.web.Router;

/** The catalogue as administrators see it: every model on one page, because {@code Limits} bounds their number. */
public final class ModelsRoutes {
    private final Access access;
    private final Catalog catalog;

    /** Routes over these. */
    public ModelsRoutes(Access access, Catalog catalog) {
        this.access = access;
        this.catalog = catalog;
    }

    /** Mounts them. */
    public void mount(Router router) {
        router.get("/admin/v1/models").handler(AdminRoute.json(200, exchange -> {
            access.member(exchange.authorization().orElse(null), Permission.MODELS_READ);
            exchange.queryIsOfOnePage();
            return new Page<>(catalog.models(), null);
        }));
    }
}
