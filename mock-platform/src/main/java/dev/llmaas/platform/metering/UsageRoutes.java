package dev.llmaas.platform.metering;

import dev.llmaas.api.admin.Organization;
import dev.llmaas.api.admin.Overview;
import dev.llmaas.api.admin.Permission;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.access.Access;
import dev.llmaas.platform.access.Member;
import dev.llmaas.platform.access.Organizations;
import dev.llmaas.platform.http.AdminRoute;
import dev.llmaas.platform.http.Exchange;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.function.IntSupplier;

/** What was used, and where the organisation stands now. */
public final class UsageRoutes {
    /** The range of a report that names none. */
    private static final Duration STANDARD_RANGE = Duration.ofDays(1);

    private final Access access;
    private final Organizations organizations;
    private final UsageReports reports;
    private final IntSupplier activeRequests;
    private final InstantSource clock;

    /**
     * Routes over these.
     *
     * @param activeRequests inference calls that run now
     */
    public UsageRoutes(
            Access access,
            Organizations organizations,
            UsageReports reports,
            IntSupplier activeRequests,
            InstantSource clock) {
        this.access = access;
        this.organizations = organizations;
        this.reports = reports;
        this.activeRequests = activeRequests;
        this.clock = clock;
    }

    /** Mounts them. */
    public void mount(Router router) {
        router.get("/admin/v1/usage").handler(AdminRoute.json(200, this::usage));
        router.get("/admin/v1/overview").handler(AdminRoute.json(200, this::overview));
    }

    private Object usage(Exchange exchange) {
        Organization organization = organization(exchange);
        long toMs = exchange.queryLong("to_ms", clock.millis(), 0, Limits.TIME_MS_MAX);
        long fromMs =
                exchange.queryLong("from_ms", Math.max(0, toMs - STANDARD_RANGE.toMillis()), 0, Limits.TIME_MS_MAX);
        String groupBy = exchange.query("group_by").orElse("model");
        return reports.report(organization.id(), ZoneId.of(organization.timeZone()), fromMs, toMs, groupBy);
    }

    private Object overview(Exchange exchange) {
        Organization organization = organization(exchange);
        Standing standing = reports.standing(organization.id(), ZoneId.of(organization.timeZone()));
        return new Overview(
                standing.today(),
                standing.month(),
                standing.monthEndsAtMs(),
                organizations.monthCap(organization.id()).orElse(null),
                activeRequests.getAsInt(),
                standing.models(),
                standing.recent());
    }

    private Organization organization(Exchange exchange) {
        Member member = access.member(exchange.authorization().orElse(null), Permission.USAGE_READ);
        return organizations.organization(member.organizationId());
    }
}
