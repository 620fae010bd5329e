package dev.llmaas.inference.grammar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Draws sentences of a grammar at random, as a model that knows nothing would. */
record Sentences(Grammar grammar, RandomGenerator random) {
    /** From so many bytes on, whatever brings it to an end is preferred. */
    private static final int LONG = 150;

    private static final int BYTES_MAX = 3_000;

    /** Nothing if the draw nested deeper and deeper, as some recursive schemas make likely. */
    Optional<String> next() {
        Walker walker = new Walker(grammar);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!walker.mustEnd() && !(walker.mayEnd() && random.nextInt(3) == 0)) {
            byte value = (byte) choose(walker.nextBytes(), bytes.size());
            walker.take(new byte[] {value});
            bytes.write(value);
            if (bytes.size() > BYTES_MAX) {
                return Optional.empty();
            }
        }
        return Optional.of(bytes.toString(StandardCharsets.UTF_8));
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
