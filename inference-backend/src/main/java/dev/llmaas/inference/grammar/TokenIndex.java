package dev.llmaas.inference.grammar;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The tokens of a model in the order of their bytes, so that those with the same beginning are looked at together. Immutable. */
public final class TokenIndex {
    private final int tokenCount;
    private final int[] tokens;
    private final byte[][] pieces;
    private final int[] shared;
    private final int longest;

    private TokenIndex(int tokenCount, int[] tokens, byte[][] pieces) {
        this.tokenCount = tokenCount;
        this.tokens = tokens;
        this.pieces = pieces;
        this.shared = new int[tokens.length];
        int most = 0;
        for (int place = 0; place < tokens.length; place++) {
            most = Math.max(most, pieces[place].length);
            if (place > 0) {
                int differs = Arrays.mismatch(pieces[place - 1], pieces[place]);
                shared[place] = differs < 0 ? pieces[place].length : differs;
            }
        }
        this.longest = most;
    }

    /**
     * Sorts the tokens; those without bytes are left out.
     *
     * @param pieceOf the bytes of a token
     */
    public static TokenIndex of(int tokenCount, IntFunction<byte[]> pieceOf) {
        List<Integer> sorted = IntStream.range(0, tokenCount)
                .filter(token -> pieceOf.apply(token).length > 0)
                .boxed()
                .sorted(Comparator.comparing(pieceOf::apply, Arrays::compareUnsigned))
                .toList();
        int[] tokens = sorted.stream().mapToInt(Integer::intValue).toArray();
        byte[][] pieces = sorted.stream().map(pieceOf::apply).toArray(byte[][]::new);
        return new TokenIndex(tokenCount, tokens, pieces);
    }

    int tokenCount() {
        return tokenCount;
    }

    int size() {
        return tokens.length;
    }

    int token(int place) {
        return tokens[place];
    }

    byte[] piece(int place) {
        return pieces[place];
    }

    /** How many bytes a token has in common with the one before it. */
    int shared(int place) {
        return shared[place];
    }

    /** The bytes of the longest token. */
    int longest() {
        return longest;
    }
}
