package dev.llmaas.console.desktop.overview;

import dev.llmaas.api.Money;
import dev.llmaas.api.admin.UsageTotals;
import org.jspecify.annotations.Nullable;

/**
 * The figures of the overview at one moment.
 *
 * @param requestsPerSecond calls that settled, a second, over the last ten seconds
 * @param outputTokensPerSecond tokens that leave the models now, a second
 * @param activeRequests calls that run now
 * @param waitingRequests calls in the queues of the models
 * @param firstTokenP50Ms half of the calls of the last minute were faster, NaN without any
 * @param firstTokenP95Ms all but one in twenty were faster, NaN without any
 * @param today sums since midnight
 * @param month sums since the first of the month
 * @param monthCap the cap on the month's spend, or null
 * @param forecast spend at the end of the month at the pace so far
 */
public record Figures(
        double requestsPerSecond,
        double outputTokensPerSecond,
        int activeRequests,
        int waitingRequests,
        double firstTokenP50Ms,
        double firstTokenP95Ms,
        UsageTotals today,
        UsageTotals month,
        @Nullable Money monthCap,
        Money forecast) {}
