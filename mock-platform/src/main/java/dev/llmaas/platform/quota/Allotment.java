package dev.llmaas.platform.quota;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.platform.Limits;
import java.util.Comparator;

/**
 * What this process may hand out of one window of one key, and what it has handed out. Guarded by the lock of
 * {@link Quota}, but for the final fields.
 */
final class Allotment {
    /** The order in which every transaction locks windows. */
    static final Comparator<Allotment> ORDER = Comparator.comparing((Allotment allotment) -> allotment.place);

    final Holder holder;
    final ApiKeyId keyId;
    final QuotaWindow window;
    final WindowPlace place;

    /** What others may still take is not known: nothing was taken yet. */
    static final long UNKNOWN = -1;

    /** The limit as the last caller knew it. */
    private long limit;
    /** What the database says is ours. */
    private long allotted;
    /** What reservations hold, and what is on its way back. */
    private long held;
    /** Whether much was left when we last took some. */
    private boolean roomy = true;

    /** What the window had left for everybody when we last took or gave some, beside what is ours. */
    private long left = UNKNOWN;

    private boolean refilling;
    private long usedAtMs;

    Allotment(Holder holder, ApiKeyId keyId, QuotaWindow window) {
        this.holder = holder;
        this.keyId = keyId;
        this.window = window;
        this.place = new WindowPlace(keyId, window.kind(), window.startsAtMs());
    }

    void use(long newLimit, long nowMs) {
        limit = newLimit;
        usedAtMs = nowMs;
    }

    long limit() {
        return limit;
    }

    long free() {
        return allotted - held;
    }

    long held() {
        return held;
    }

    boolean isEmpty() {
        return allotted == 0 && held == 0;
    }

    boolean isIdle(long nowMs) {
        return window.endsAtMs() <= nowMs || nowMs - usedAtMs >= Limits.QUOTA_SWEEP_INTERVAL.toMillis();
    }

    /** What to take at a time. */
    long block() {
        return roomy ? limit / Limits.QUOTA_BLOCKS_PER_LIMIT : 0;
    }

    boolean isRoomy() {
        return roomy;
    }

    /** Whether to take more before it is needed; the caller does so at once. */
    boolean beginRefill() {
        if (refilling || free() >= block() / 2) {
            return false;
        }
        refilling = true;
        return true;
    }

    void endRefill() {
        refilling = false;
    }

    void hold(long amount) {
        check(amount >= 0 && amount <= free(), "more is held than was allotted");
        held += amount;
    }

    /** What was held is free again. */
    void release(long amount) {
        check(amount >= 0 && amount <= held, "more is released than was held");
        held -= amount;
    }

    /** What was ours and not in use went back. */
    void returned(long amount) {
        spent(amount);
        left = left == UNKNOWN ? UNKNOWN : left + amount;
    }

    /** What nobody uses or holds, {@link #UNKNOWN} before something was taken. */
    long unused() {
        return left == UNKNOWN ? UNKNOWN : Math.max(0, left + free());
    }

    void granted(long amount, boolean stillRoomy, long leftForAll) {
        check(amount >= 0, "a negative amount was granted");
        left = leftForAll == UNKNOWN ? left : leftForAll;
        allotted += amount;
        roomy = stillRoomy;
    }

    /** What was held has left: it was used, or given back. */
    void spent(long amount) {
        release(amount);
        allotted -= amount;
        check(allotted >= held, "less is allotted than held");
    }

    private void check(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalStateException(
                    "%s of %s: %s (allotted %d, held %d).".formatted(window.kind(), keyId, sentence, allotted, held));
        }
    }
}
