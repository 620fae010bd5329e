package dev.llmaas.inference.llama;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One sequence of the context: the tokens whose keys and values it holds, and the answer that uses it now. When an answer
 * ends its tokens stay, because the next turn of the same conversation begins with them. Belongs to the scheduler.
 */
final class Slot {
    private final int sequence;
    private final int[] tokens;
    private int count;
    private @Nullable Answer answer;
    private int next;
    private long usedAt;
    private long takenNanos;
    private @Nullable Slot leader;
    private @Nullable Answer leading;
    private int leadTokens;
    private boolean reuseCounted;
    private boolean spoiled;

    // Of the step that is being computed.
    private int fed;
    private int place = -1;

    Slot(int sequence, int contextTokens) {
        this.sequence = sequence;
        this.tokens = new int[contextTokens];
    }

    @Nullable
    Answer answer() {
        return answer;
    }

    /** Whether its answer needs more work to choose its next token, so that there is none to compute with. */
    boolean isUndecided() {
        return answer != null && answer.isUndecided();
    }

    /** Tokens whose keys and values it holds. */
    int count() {
        return count;
    }

    /** When it was used last, as the scheduler counts. */
    long usedAt() {
        return usedAt;
    }

    /** How many tokens of a prompt it holds already; the last one is always computed, for its scores. */
    int common(int[] prompt) {
        int most = Math.min(count, prompt.length - 1);
        int same = Arrays.mismatch(tokens, 0, most, prompt, 0, most);
        return same < 0 ? most : same;
    }

    /** Belongs to an answer from now on. */
    void occupy(Answer taken) {
        answer = taken;
        takenNanos = System.nanoTime();
    }

    /** Forgets what the prompt of its answer does not begin with. Returns how many tokens it keeps. */
    int take(Answer taken, LlamaContext context) {
        int same = common(taken.task().prompt());
        if (same < count && !context.keep(sequence, same)) {
            // This kind of model cannot go back within a sequence.
            context.forget(sequence, 0);
            same = 0;
        }
        count = same;
        return same;
    }

    /** Its answer is the one by which its task counts what need not be computed. */
    void countsReuse() {
        reuseCounted = true;
    }

    boolean isReuseCounted() {
        return reuseCounted;
    }

    /** When it got its answer, by the clock of {@link System#nanoTime}. */
    long takenNanos() {
        return takenNanos;
    }

    /** Becomes a copy of the begin of another slot. */
    void copy(Slot source, int length, LlamaContext context) {
        context.forget(sequence, 0);
        context.copy(source.sequence, sequence, length);
        System.arraycopy(source.tokens, 0, tokens, 0, length);
        count = length;
    }

    /** Waits for another slot to read a begin that both prompts have; for none with null. */
    void follow(@Nullable Slot other, int length) {
        leader = other;
        leading = other == null ? null : other.answer;
        leadTokens = length;
    }

    /** The slot that it follows, null if none. */
    @Nullable
    Slot leader() {
        return leader;
    }

    /** Whether the slot that it follows is still reading what both have in common, and goes on doing so. */
    boolean mustWait() {
        Slot other = leader;
        Answer its = leading;
        return other != null
                && its != null
                && other.answer == its
                && other.count < leadTokens
                && !its.task().abandoned()
                && its.task().mayGenerate();
    }

    /** Lets the answer go; the tokens stay. */
    void release(long now) {
        answer = null;
        leader = null;
        leading = null;
        reuseCounted = false;
        usedAt = now;
    }

    /** Lets an answer go that broke: nobody knows how far the context got with it. */
    void spoil(long now) {
        release(now);
        endStep();
        count = 0;
        spoiled = true;
    }

    /** Forgets what an answer that broke may have left; not while the batch holds tokens of it. */
    void clean(LlamaContext context) {
        if (spoiled) {
            context.forget(sequence, 0);
            spoiled = false;
        }
    }

    /** Forgets the tokens. */
    void forget(LlamaContext context) {
        if (count > 0) {
            context.forget(sequence, 0);
        }
        count = 0;
    }

    /** After the context forgot everything. */
    void forgotten() {
        count = 0;
    }

    /** How many tokens of the prompt are still to be read. */
    int unread() {
        return answer == null ? 0 : Math.max(0, answer.task().prompt().length - count);
    }

    /** Whether the current step computes something for it. */
    boolean inStep() {
        return fed > 0;
    }

    /** Where the scores of this step are, negative if it makes none. */
    int place() {
        return place;
    }

    /** Adds the token it goes on with to the batch. */
    void addNext(LlamaContext context) {
        tokens[count] = next;
        place = context.add(next, sequence, count, true);
        fed = 1;
    }

    /** Adds the next part of the prompt to the batch. */
    void addPrompt(LlamaContext context, int[] prompt, int length) {
        for (int i = 0; i < length; i++) {
            int at = count + i;
            tokens[at] = prompt[at];
            boolean last = at == prompt.length - 1;
            int added = context.add(prompt[at], sequence, at, last);
            if (last) {
                place = added;
            }
        }
        fed = length;
    }

    /** The step was computed. */
    void computed() {
        count += fed;
    }

    /** The step is over. */
    void endStep() {
        fed = 0;
        place = -1;
    }

    /** Goes on with a token. */
    void goOn(int token) {
        next = token;
    }
}
