package dev.llmaas.platform.metering;

import dev.llmaas.api.admin.UsageReport;
import dev.llmaas.api.admin.UsageTotals;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import java.util.List;

/**
 * Where an organisation stands now.
 *
 * @param today sums since midnight of its zone
 * @param month sums since the first of the month
 * @param monthEndsAtMs end of the running month, milliseconds since 1970
 * @param models sums of today by model, largest spend first
 * @param recent the latest settlements, newest first, 50 at most
 */
public record Standing(
        UsageTotals today,
        UsageTotals month,
        long monthEndsAtMs,
        List<UsageReport.Row> models,
        List<RequestSettled> recent) {
    /** Copies its lists. */
    public Standing {
        models = List.copyOf(models);
        recent = List.copyOf(recent);
    }
}
