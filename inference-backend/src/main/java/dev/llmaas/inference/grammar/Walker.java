package dev.llmaas.inference.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows one answer through a grammar. Belongs to one thread.
 *
 * <p>Every method that looks at bytes throws {@link GrammarException} if the grammar allows more readings at once than are
 * followed; the answer cannot go on then.
 */
public final class Walker {
    private final Grammar grammar;
    private final Readings readings = new Readings();
    private Position position;

    /** Stands before the first byte of a sentence. */
    public Walker(Grammar grammar) {
        this.grammar = grammar;
        this.position = readings.begin();
    }

    /** Whether some bytes may come next. No bytes never may: they would bring an answer no further. */
    public boolean accepts(byte[] piece) {
        return piece.length > 0 && after(piece) != null;
    }

    /**
     * Goes on behind some bytes.
     *
     * @throws IllegalStateException if they may not come next
     */
    public void take(byte[] piece) {
        Position next = after(piece);
        if (next == null) {
            throw new IllegalStateException("a piece of %d bytes is not in the grammar here".formatted(piece.length));
        }
        position = next;
    }

    /** Whether what was taken so far is a sentence. */
    public boolean mayEnd() {
        return position.complete();
    }

    /** Whether it is one and nothing may follow. */
    public boolean mustEnd() {
        return position.complete() && position.isLast();
    }

    /** Begins to look for the tokens that may come next. The walker must not go on before the end of that. */
    public Search search(TokenIndex index) {
        return new Search(index);
    }

    /** What looking at bytes has cost so far: readings that were followed, each some 50 ns. */
    public long work() {
        return readings.work;
    }

    /** How many readings of what was written there are. */
    int readings() {
        return position.states().length;
    }

    /** Looks through all tokens, in as many goes as its caller likes. */
    public final class Search {
        private final TokenIndex index;
        private final BitSet allowed;
        /** The positions behind the beginnings of the token that was looked at last. */
        private final Position[] trail;

        private final long workMax = readings.work + GrammarLimits.MASK_WORK_MAX;
        private int place;

        private Search(TokenIndex index) {
            this.index = index;
            this.allowed = new BitSet(index.tokenCount());
            this.trail = new Position[index.longest() + 1];
            trail[0] = position;
        }

        /**
         * Goes on for about so much work. Returns whether all tokens have been looked at.
         *
         * @throws GrammarException if all goes together take more than they may
         */
        public boolean go(long work) {
            long until = readings.work + Math.min(work, GrammarLimits.MASK_WORK_MAX);
            while (place < index.size() && readings.work < until) {
                look();
            }
            if (place < index.size() && readings.work > workMax) {
                throw new GrammarException(
                        "",
                        "The schema allows so many readings of the answer that finding what may come next takes more than %,d steps. Make its alternatives differ earlier."
                                .formatted(GrammarLimits.MASK_WORK_MAX));
            }
            return place == index.size();
        }

        private void look() {
            byte[] piece = index.piece(place);
            int depth = index.shared(place);
            Position at = trail[depth];
            while (at != null && depth < piece.length) {
                at = readings.next(at, piece[depth++] & 0xFF);
                if (at != null) {
                    trail[depth] = at;
                }
            }
            if (at != null) {
                allowed.set(index.token(place));
            }
            place++;
            // What begins as far as this one came to nothing comes to nothing too.
            while (at == null && place < index.size() && index.shared(place) >= depth) {
                place++;
            }
        }

        /** The tokens that may come next, once all have been looked at. */
        public BitSet allowed() {
            if (place < index.size()) {
                throw new IllegalStateException("not all tokens have been looked at");
            }
            return allowed;
        }
    }

    /** The bytes that may come next, for tests that walk at random. */
    BitSet nextBytes() {
        BitSet bytes = new BitSet(256);
        for (int state : position.states()) {
            int[] edges = grammar.edges(state);
            for (int i = 0; i < edges.length; i += 3) {
                bytes.set(edges[i], edges[i + 1] + 1);
            }
        }
        return bytes;
    }

    private @Nullable Position after(byte[] piece) {
        Position at = position;
        for (byte value : piece) {
            at = readings.next(at, value & 0xFF);
            if (at == null) {
                return null;
            }
        }
        return at;
    }

    /** Finds all readings at one place; its arrays are used again for each. */
    private final class Readings {
        private final Position.Call root = new Position.Call(0, 0, -1);
        private final List<Position.Call> called = new ArrayList<>();
        private final PairSet seen = new PairSet();
        private int[] states = new int[16];
        private Position.Call[] calls = new Position.Call[16];
        private int count;
        private int numbers = 1;
        private long place;
        private long work;

        Position begin() {
            clear();
            add(grammar.start(0), root);
            Position first = close();
            if (first == null) {
                throw new IllegalStateException("a grammar without a sentence");
            }
            return first;
        }

        @Nullable
        Position next(Position from, int value) {
            clear();
            for (int i = 0; i < from.states().length; i++) {
                int[] edges = grammar.edges(from.states()[i]);
                for (int edge = 0; edge < edges.length; edge += 3) {
                    if (edges[edge] <= value && value <= edges[edge + 1]) {
                        add(edges[edge + 2], from.calls()[i]);
                    }
                }
            }
            work += from.states().length;
            return close();
        }

        private void clear() {
            count = 0;
            place++;
            called.clear();
            seen.clear();
        }

        private void add(int state, Position.Call call) {
            if (!seen.add(state, call.number())) {
                return;
            }
            if (count == states.length) {
                if (count > GrammarLimits.READINGS_MAX) {
                    throw new GrammarException(
                            "",
                            "The schema allows more than %,d readings of the answer at once. Make its alternatives differ earlier."
                                    .formatted(GrammarLimits.READINGS_MAX));
                }
                states = Arrays.copyOf(states, count * 2);
                calls = Arrays.copyOf(calls, count * 2);
            }
            states[count] = state;
            calls[count++] = call;
        }

        private @Nullable Position close() {
            boolean complete = false;
            int waiting = 0;
            for (int i = 0; i < count; i++) {
                int state = states[i];
                Position.Call call = calls[i];
                if (grammar.isEnd(state)) {
                    complete |= call == root;
                    leave(call);
                }
                for (int target : grammar.jumps(state)) {
                    add(target, call);
                }
                enter(grammar.calls(state), call);
                if (grammar.edges(state).length > 0) {
                    states[waiting] = state;
                    calls[waiting++] = call;
                }
            }
            work += count;
            if (waiting == 0 && !complete) {
                return null;
            }
            return new Position(Arrays.copyOf(states, waiting), Arrays.copyOf(calls, waiting), complete);
        }

        private void leave(Position.Call call) {
            if (call.place() == place) {
                throw new IllegalStateException("rule %d matches the empty text".formatted(call.rule()));
            }
            for (int caller = 0; caller < call.callerCount(); caller++) {
                add(call.target(caller), call.caller(caller));
            }
        }

        private void enter(int[] entered, Position.Call from) {
            for (int i = 0; i < entered.length; i += 2) {
                Position.Call call = find(entered[i]);
                if (call == null) {
                    call = new Position.Call(numbers++, entered[i], place);
                    called.add(call);
                    call.addCaller(entered[i + 1], from);
                    add(grammar.start(entered[i]), call);
                } else {
                    call.addCaller(entered[i + 1], from);
                }
            }
        }

        private Position.@Nullable Call find(int rule) {
            for (Position.Call call : called) {
                if (call.rule() == rule) {
                    return call;
                }
            }
            return null;
        }
    }
}
