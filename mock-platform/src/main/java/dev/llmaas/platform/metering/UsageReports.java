package dev.llmaas.platform.metering;

import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.admin.UsageReport;
import dev.llmaas.platform.store.Database;
import java.time.InstantSource;
import java.time.ZoneId;

/** Answers what was used, from sums. Thread-safe; blocks for milliseconds. */
@SuppressWarnings("DoNotCallSuggester")
public final class UsageReports {
    /** Reports on this database. */
    public UsageReports(Database database, InstantSource clock) {}

    /**
     * Consumption of an organisation.
     *
     * @param zone the organisation's time zone
     * @param fromMs start, milliseconds since 1970, inclusive; taken down to the whole minute
     * @param toMs end, exclusive; taken up to the whole minute
     * @param groupBy {@code model}, {@code key}, {@code project}, {@code outcome}, {@code hour} or {@code day}
     * @throws dev.llmaas.platform.PlatformException {@code INVALID_REQUEST} if the range is empty or too long, or the
     *     grouping unknown
     */
    public UsageReport report(OrganizationId organizationId, ZoneId zone, long fromMs, long toMs, String groupBy) {
        throw new UnsupportedOperationException();
    }

    /** Where an organisation stands now. */
    public Standing standing(OrganizationId organizationId, ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
