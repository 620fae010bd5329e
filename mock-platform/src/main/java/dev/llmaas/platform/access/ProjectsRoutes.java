package dev.llmaas.platform.access;

import dev.llmaas.api.ProjectId;
import dev.llmaas.api.admin.Page;
import dev.llmaas.platform.http.AdminRoute;
import dev.llmaas.platform.http.Exchange;
import io.vertx.ext.web.Router;
import tools.jackson.databind.JsonNode;

/** The projects: list, show, change their settings. */
public final class ProjectsRoutes {
    private static final String PROJECTS = "/admin/v1/projects";

    private final Access access;
    private final Projects projects;

    /** Routes over these. */
    public ProjectsRoutes(Access access, Projects projects) {
        this.access = access;
        this.projects = projects;
    }

    /** Mounts them. */
    public void mount(Router router) {
        router.get(PROJECTS).handler(AdminRoute.json(200, this::list));
        router.get(PROJECTS + "/:id")
                .handler(AdminRoute.json(200, exchange -> projects.settings(member(exchange), id(exchange))));
        router.patch(PROJECTS + "/:id").handler(AdminRoute.json(200, access::member, this::change));
    }

    private Object list(Exchange exchange) {
        Member member = member(exchange);
        exchange.queryIsOfOnePage();
        return new Page<>(projects.list(member), null);
    }

    private Object change(Exchange exchange) {
        Member member = member(exchange);
        return projects.change(member, id(exchange), ProjectChangeRules.read(exchange.body(JsonNode.class)));
    }

    private static ProjectId id(Exchange exchange) {
        return new ProjectId(exchange.path("id"));
    }

    private Member member(Exchange exchange) {
        return access.member(exchange.authorization().orElse(null));
    }
}
