package dev.llmaas.platform.quota;

import dev.llmaas.api.admin.LimitKind;
import java.util.List;

/** What one process changes about its allotments in the database. */
sealed interface Change {
    /** For the order of locks. */
    Allotment first();

    /** Takes amounts of windows of one key: all or none. */
    record Take(Holder holder, long holderExpiresAtMs, List<Need> needs) implements Change {
        @Override
        public Allotment first() {
            return needs.getFirst().allotment();
        }
    }

    /**
     * What is needed of one window.
     *
     * @param amount without which nothing is taken, from 0
     * @param block more, if enough is left; 0 for none
     * @param limit the bound of the window
     */
    record Need(Allotment allotment, long amount, long block, long limit) {}

    /** Gives back what nobody holds. */
    record Return(Allotment allotment, long amount) implements Change {
        @Override
        public Allotment first() {
            return allotment;
        }
    }

    /** What came of a change. */
    sealed interface Result {
        /** Taken: the amounts by need; whether the blocks were among them; what the windows have left for others. */
        record Granted(List<Long> amounts, List<Boolean> roomy, List<Long> left) implements Result {}

        /** A window had too little left; nothing was taken. */
        record Refused(LimitKind kind, long limit, long posted, long pending) implements Result {}

        /** Given back. */
        record Returned() implements Result {}
    }
}
