package dev.llmaas.inference.llama;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which slot an answer gets, so that as little as possible of its prompt is computed again. A conversation goes on in
 * the slot that holds it. A prompt that only begins like something in a slot gets the slot unused for the longest time, into
 * which that begin is copied, so that the other conversation stays whole; and if that something is being read just now, the
 * answer follows it until it is there. Belongs to the scheduler.
 */
final class PromptCache {
    private static final double GOES_ON_SHARE = 0.9;

    private final List<Slot> slots;
    private final boolean copies;

    /**
     * A cache over these slots.
     *
     * @param copies whether this kind of model can share the begin of a sequence
     */
    PromptCache(List<Slot> slots, boolean copies) {
        this.slots = slots;
        this.copies = copies;
    }

    /** A free slot for an answer, null if there is none. */
    @Nullable
    Slot choose(Answer answer) {
        int[] prompt = answer.task().prompt();
        Slot closest = null;
        Slot oldest = null;
        for (Slot slot : slots) {
            if (slot.answer() == null) {
                closest = closest == null || isCloser(slot, closest, prompt) ? slot : closest;
                oldest = oldest == null || slot.usedAt() < oldest.usedAt() ? slot : oldest;
            }
        }
        if (closest == null || !copies) {
            return closest;
        }
        return goesOn(closest, prompt) ? closest : oldest;
    }

    /**
     * Whether a prompt is the next turn, or another try at the last turn, of the conversation in a slot. An answer that is read
     * back may be cut into other tokens than it was made of, so its end need not agree.
     */
    private static boolean goesOn(Slot slot, int[] prompt) {
        int common = slot.common(prompt);
        return common > 0 && (common == prompt.length - 1 || common >= slot.count() * GOES_ON_SHARE);
    }

    private static boolean isCloser(Slot one, Slot other, int[] prompt) {
        int difference = one.common(prompt) - other.common(prompt);
        return difference > 0 || (difference == 0 && one.usedAt() < other.usedAt());
    }

    /** Puts an answer into a slot that was chosen for it. Returns how many tokens of its prompt are there already. */
    int take(Slot slot, Answer answer, LlamaContext context) {
        int[] prompt = answer.task().prompt();
        if (copies) {
            Slot source = slot;
            for (Slot other : slots) {
                source = other.common(prompt) > source.common(prompt) ? other : source;
            }
            if (source != slot) {
                slot.copy(source, source.common(prompt), context);
            }
        }
        int cached = slot.take(answer, context);
        if (copies) {
            follow(slot, answer, cached);
        }
        return cached;
    }

    /** Lets a slot wait for another one that reads the same begin just now. */
    private void follow(Slot slot, Answer answer, int cached) {
        int most = cached + LlamaLimits.FOLLOW_TOKENS_MIN;
        for (Slot other : slots) {
            Answer reading = other.answer();
            if (other != slot && reading != null && other.unread() > 0) {
                int common = common(answer.task().prompt(), reading.task().prompt());
                if (common > most) {
                    most = common;
                    slot.follow(other, common);
                }
            }
        }
    }

    private static int common(int[] prompt, int[] other) {
        int same = Arrays.mismatch(prompt, other);
        return Math.min(same < 0 ? prompt.length : same, prompt.length - 1);
    }

    /**
     * Whether a slot has to wait for the one that it follows. If not, and if that one has read something for it, it is taken
     * over.
     *
     * @return how many tokens were taken over; negative to wait
     */
    int catchUp(Slot slot, LlamaContext context) {
        Slot leader = slot.leader();
        Answer answer = slot.answer();
        if (leader == null || answer == null) {
            return 0;
        }
        if (slot.mustWait()) {
            return -1;
        }
        int before = slot.count();
        int common = leader.common(answer.task().prompt());
        slot.follow(null, 0);
        if (common <= before) {
            return 0;
        }
        slot.copy(leader, common, context);
        return common - before;
    }
}
