package dev.llmaas.platform.fleet;

import dev.llmaas.api.admin.Permission;
import dev.llmaas.platform.access.Access;
import dev.llmaas.platform.access.Member;
import dev.llmaas.platform.fleet.Fleet.Act;
import dev.llmaas.platform.http.AdminRoute;
import dev.llmaas.platform.http.Exchange;
import io.vertx.ext.web.Router;
import java.util.List;

/** The replicas of the pool: list, load, unload, restart. */
public final class ReplicasRoutes {
    private static final String REPLICAS = "/admin/v1/replicas";

    private final Access access;
    private final Fleet fleet;

    /** Routes over these. */
    public ReplicasRoutes(Access access, Fleet fleet) {
        this.access = access;
        this.fleet = fleet;
    }

    /** Mounts them. */
    public void mount(Router router) {
        router.get(REPLICAS).handler(AdminRoute.json(200, exchange -> {
            member(exchange, Permission.POOL_READ);
            exchange.queryIsOfOnePage();
            return fleet.replicas();
        }));
        router.post(REPLICAS + "/:id/load")
                .handler(AdminRoute.json(202, access::member, exchange -> act(exchange, Act.LOAD)));
        router.post(REPLICAS + "/:id/unload")
                .handler(AdminRoute.json(202, access::member, exchange -> act(exchange, Act.UNLOAD)));
        router.post(REPLICAS + "/:id/restart")
                .handler(AdminRoute.json(202, access::member, exchange -> act(exchange, Act.RESTART)));
    }

    private Object act(Exchange exchange, Act act) {
        Member member = member(exchange, Permission.POOL_MANAGE);
        String now = exchange.queryOneOf("now", List.of("true", "false")).orElse("false");
        return fleet.act(member, exchange.path("id"), act, now.equals("true"));
    }

    private Member member(Exchange exchange, Permission permission) {
        return access.member(exchange.authorization().orElse(null), permission);
    }
}
