package dev.llmaas.platform.access;

import dev.llmaas.api.admin.Me;
import dev.llmaas.platform.http.AdminRoute;
import dev.llmaas.platform.http.Exchange;
import io.vertx.ext.web.Router;

/** Who is signed in. */
public final class MeRoutes {
    private final Access access;
    private final Organizations organizations;

    /** Routes over these. */
    public MeRoutes(Access access, Organizations organizations) {
        this.access = access;
        this.organizations = organizations;
    }

    /** Mounts them. */
    public void mount(Router router) {
        router.get("/admin/v1/me").handler(AdminRoute.json(200, this::me));
    }

    private Me me(Exchange exchange) {
        Member member = access.member(exchange.authorization().orElse(null));
        return new Me(
                member.id(),
                member.email(),
                member.name(),
                member.roles(),
                organizations.organization(member.organizationId()),
                organizations.projects(member.organizationId()),
                member.expiresAt().toEpochMilli());
    }
}
