package dev.llmaas.platform.quota;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.admin.LimitKind;
import java.util.Comparator;

/**
 * Names the row of a window. The order is that in which every transaction locks windows.
 *
 * @param startsAtMs start of the window, milliseconds since 1970
 */
public record WindowPlace(ApiKeyId keyId, LimitKind kind, long startsAtMs) implements Comparable<WindowPlace> {
    private static final Comparator<WindowPlace> ORDER = Comparator.comparing(
                    (WindowPlace place) -> place.keyId.value())
            .thenComparing(place -> place.kind.name())
            .thenComparingLong(place -> place.startsAtMs);

    @Override
    public int compareTo(WindowPlace other) {
        return ORDER.compare(this, other);
    }
}
