package dev.llmaas.inference.grammar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Draws sentences of a grammar at random, as a model that knows nothing would.
 *
 * @param words what may stand in free text now and then, marks for instance, where the grammar takes it
 */
public record Sentences(Grammar grammar, RandomGenerator random, List<String> words) {
    /** Where so many bytes may come next, the text is free. */
    private static final int FREE_BYTES = 200;

    private static final String FREE_LETTERS = "Ok, so be it.\n<|[{";

    /** From so many bytes on, whatever brings it to an end is preferred. */
    private static final int LONG = 150;

    private static final int BYTES_MAX = 3_000;

    Sentences(Grammar grammar, RandomGenerator random) {
        this(grammar, random, List.of());
    }

    /** Nothing if the draw nested deeper and deeper, as some recursive schemas make likely. */
    public Optional<String> next() {
        Walker walker = new Walker(grammar);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!walker.mustEnd() && !(walker.mayEnd() && random.nextInt(words.isEmpty() ? 3 : 6) == 0)) {
            byte[] piece = piece(walker, bytes.size());
            walker.take(piece);
            bytes.writeBytes(piece);
            if (bytes.size() > BYTES_MAX) {
                return Optional.empty();
            }
        }
        return Optional.of(bytes.toString(StandardCharsets.UTF_8));
    }

    private byte[] piece(Walker walker, int length) {
        BitSet allowed = walker.nextBytes();
        if (allowed.cardinality() <= FREE_BYTES) {
            return new byte[] {(byte) choose(allowed, length)};
        }
        if (!words.isEmpty() && random.nextInt(3) == 0) {
            byte[] word = words.get(random.nextInt(words.size())).getBytes(StandardCharsets.UTF_8);
            if (walker.accepts(word)) {
                return word;
            }
        }
        char letter = FREE_LETTERS.charAt(random.nextInt(FREE_LETTERS.length()));
        return new byte[] {(byte) (allowed.get(letter) ? letter : choose(allowed, length))};
    }

    private int choose(BitSet allowed, int length) {
        if (allowed.isEmpty()) {
            throw new AssertionError("a beginning without an end");
        }
        if (length > LONG || random.nextInt(4) == 0) {
            for (char end : "]}\"ntf0".toCharArray()) {
                if (allowed.get(end) && random.nextInt(5) > 0) {
                    return end;
                }
            }
        }
        int number = random.nextInt(allowed.cardinality());
        int value = allowed.nextSetBit(0);
        for (int i = 0; i < number; i++) {
            value = allowed.nextSetBit(value + 1);
        }
        return value;
    }
}
