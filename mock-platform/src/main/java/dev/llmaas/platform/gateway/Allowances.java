package dev.llmaas.platform.gateway;

import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.admin.LimitKind;
import dev.llmaas.platform.Allowance;
import dev.llmaas.platform.quota.Hold;
import dev.llmaas.platform.quota.Standing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what the limits of a caller leave for calls like his. Thread-safe. */
final class Allowances {
    private final InstantSource clock;

    Allowances(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * What the tightest limit leaves: the one into which the fewest calls like this fit. Null if none is known.
     *
     * @param whole all that such a call may use
     */
    @Nullable
    Allowance tightest(List<Standing> standings, CatalogModel model, Hold whole) {
        @Nullable Allowance tightest = null;
        for (Standing standing : standings) {
            Allowance one = allowance(standing, model, Math.max(1, whole.of(standing.kind())));
            if (tightest == null || one.remainingRequests() < tightest.remainingRequests()) {
                tightest = one;
            }
        }
        return tightest;
    }

    private Allowance allowance(Standing standing, CatalogModel model, long perCall) {
        long perToken = standing.kind() == LimitKind.SPEND_PER_MONTH
                ? model.outputPrice().nanoEuros()
                : 1;
        return new Allowance(
                perToken == 0 ? -1 : standing.limit() / perToken,
                perToken == 0 ? -1 : standing.left() / perToken,
                standing.limit() / perCall,
                standing.left() / perCall,
                Duration.ofMillis(standing.endsAtMs() - clock.millis()));
    }
}
