package dev.llmaas.inference.pool;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the seat with the fewest leases for its slots. Requests of one affinity key go to the same seat, whose engine
 * may still have their prompt in its cache, while that seat has a free slot and at most one lease more than the least
 * loaded: affinity yields to load. Without a key, equals take turns. Suspects serve only where there is no other.
 */
final class LeastLoaded {
    private LeastLoaded() {}

    /** The tenure to use; null if no seat is ready. {@code turn} moves on with each call. */
    static @Nullable Tenure choose(List<Seat> seats, String affinityKey, long turn, long nowNanos) {
        Seat least = least(seats, turn, nowNanos);
        if (least == null || least.tenure() == null) {
            return null;
        }
        Seat preferred = affinityKey.isEmpty() ? null : preferred(seats, affinityKey, nowNanos);
        if (preferred == null || preferred.tenure() == null) {
            return least.tenure();
        }
        int leases = preferred.tenure().leases();
        boolean near = leases < preferred.capacity() && leases <= least.tenure().leases() + 1;
        return near ? preferred.tenure() : least.tenure();
    }

    private static @Nullable Seat least(List<Seat> seats, long turn, long nowNanos) {
        Seat least = null;
        int offset = (int) (turn % seats.size());
        for (int i = 0; i < seats.size(); i++) {
            Seat seat = seats.get((i + offset) % seats.size());
            Tenure tenure = seat.tenure();
            if (tenure != null && (least == null || isBetter(seat, tenure, least, nowNanos))) {
                least = seat;
            }
        }
        return least;
    }

    private static boolean isBetter(Seat seat, Tenure tenure, Seat than, long nowNanos) {
        Tenure other = than.tenure();
        if (other == null) {
            return true;
        }
        boolean suspect = tenure.isSuspect(nowNanos);
        if (suspect != other.isSuspect(nowNanos)) {
            return !suspect;
        }
        return (long) tenure.leases() * than.capacity() < (long) other.leases() * seat.capacity();
    }

    /** Rendezvous hashing: a key moves only when its own seat goes. */
    private static @Nullable Seat preferred(List<Seat> seats, String key, long nowNanos) {
        Seat preferred = null;
        long highest = Long.MIN_VALUE;
        for (Seat seat : seats) {
            Tenure tenure = seat.tenure();
            if (tenure == null || tenure.isSuspect(nowNanos)) {
                continue;
            }
            long score = mix(31L * key.hashCode() + seat.id().hashCode());
            if (score >= highest) {
                highest = score;
                preferred = seat;
            }
        }
        return preferred;
    }

    /** The finisher of SplitMix64, so that near keys are far apart. */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
