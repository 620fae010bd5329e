package dev.llmaas.api.admin;

import dev.llmaas.api.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the organisation stands when a console opens; the live events carry on from here.
 *
 * @param today sums since midnight of the organisation's zone
 * @param month sums since the first of the month
 * @param monthEndsAtMs end of the running month, milliseconds since 1970
 * @param monthCap the cap on the month's spend, or null without one
 * @param activeRequests calls that run now
 * @param models sums of today by model
 * @param recent the latest settlements, newest first, 50 at most
 */
public record Overview(
        UsageTotals today,
        UsageTotals month,
        long monthEndsAtMs,
        @Nullable Money monthCap,
        int activeRequests,
        List<UsageReport.Row> models,
        List<dev.llmaas.api.event.PlatformEvent.RequestSettled> recent) {
    /** Copies its lists. */
    public Overview {
        models = List.copyOf(models);
        recent = List.copyOf(recent);
    }
}
