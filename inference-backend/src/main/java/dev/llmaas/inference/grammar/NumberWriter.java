package dev.llmaas.inference.grammar;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the numbers of a range into a grammar, digit by digit: as long as the digits equal those of a bound, the next one
 * is limited by it. Numbers with a bound have no exponent.
 */
final class NumberWriter {
    /** A state with a remainder has ten arrows, each to a state of its own. */
    private static final int REMAINDER_WORK = 20;

    private final Automaton automaton;

    NumberWriter(Automaton automaton) {
        this.automaton = automaton;
    }

    /** Writes all numbers of a range between two states. */
    void write(int from, NumberRange range, int to) {
        if (range.isUnbounded()) {
            unbounded(from, range.whole(), to);
            return;
        }
        NumberRange bounds = range.whole() ? range.tightened() : range;
        // Remainders are states: with them, numbers without a bound are shorter.
        int digits = bounds.multipleOf() == null ? GrammarLimits.DIGITS : GrammarLimits.MULTIPLE_DIGITS;
        BigDecimal min = bounds.min() == null ? widest(digits, bounds.max()).negate() : bounds.min();
        BigDecimal max = bounds.max() == null ? widest(digits, bounds.min()) : bounds.max();
        boolean aboveMin = bounds.min() != null && bounds.aboveMin();
        boolean belowMax = bounds.max() != null && bounds.belowMax();
        int scale = scale(bounds);
        if (max.signum() >= 0) {
            BigDecimal least = min.signum() < 0 ? BigDecimal.ZERO : min;
            new Magnitudes(least, min.signum() >= 0 && aboveMin, max, belowMax, scale, bounds).write(from, to);
        }
        if (min.signum() < 0) {
            int minus = automaton.literal(from, "-");
            BigDecimal least = max.signum() < 0 ? max.negate() : BigDecimal.ZERO;
            // There is no -0: a whole number with a sign is not 0, and neither is a fraction.
            boolean above = max.signum() >= 0 || belowMax;
            new Magnitudes(least, above, min.negate(), aboveMin, scale, bounds).write(minus, to);
        }
    }

    /** A bound for the side without one: far enough from the other, and exact as a double where that is possible. */
    private static BigDecimal widest(int digits, @Nullable BigDecimal other) {
        BigDecimal widest = BigDecimal.TEN.pow(digits).subtract(BigDecimal.ONE);
        BigDecimal beyond = other == null ? widest : other.abs().multiply(BigDecimal.TEN);
        return beyond.max(widest);
    }

    private static int scale(NumberRange range) {
        if (range.whole()) {
            return 0;
        }
        if (range.multipleOf() != null) {
            return Math.max(0, range.multipleOf().stripTrailingZeros().scale());
        }
        int needed = 0;
        for (BigDecimal bound : new BigDecimal[] {range.min(), range.max()}) {
            needed = bound == null
                    ? needed
                    : Math.max(needed, bound.stripTrailingZeros().scale() + 1);
        }
        return Math.max(needed, GrammarLimits.FRACTION_DIGITS);
    }

    private void unbounded(int from, boolean whole, int to) {
        int digits = automaton.state();
        automaton.jump(from, digits);
        automaton.edge(from, '-', '-', digits);
        int end = automaton.state();
        automaton.jump(end, to);
        automaton.edge(digits, '0', '0', end);
        int first = automaton.state();
        automaton.edge(digits, '1', '9', first);
        some(first, 0, GrammarLimits.DIGITS - 1, end);
        if (whole) {
            return;
        }
        int point = automaton.literal(end, ".");
        int fraction = automaton.state();
        some(point, 1, GrammarLimits.FRACTION_DIGITS, fraction);
        automaton.jump(fraction, to);
        int exponent = automaton.state();
        for (int before : new int[] {end, fraction}) {
            automaton.edge(before, 'e', 'e', exponent);
            automaton.edge(before, 'E', 'E', exponent);
        }
        int power = automaton.state();
        automaton.jump(exponent, power);
        automaton.edge(exponent, '-', '-', power);
        automaton.edge(exponent, '+', '+', power);
        some(power, 1, 2, to);
    }

    private void some(int from, int min, int max, int to) {
        int at = from;
        for (int i = 0; i < max; i++) {
            if (i >= min) {
                automaton.jump(at, to);
            }
            int next = automaton.state();
            automaton.edge(at, '0', '9', next);
            at = next;
        }
        automaton.jump(at, to);
    }

    /** Numbers without a sign between two bounds that are not negative. */
    private final class Magnitudes {
        private final String lowDigits;
        private final String lowFraction;
        private final boolean aboveLow;
        private final String highDigits;
        private final String highFraction;
        private final boolean belowHigh;
        private final int scale;
        /** What divides the digits up to the last of {@code scale}, 1 for anything. */
        private final int divisor;

        private final Map<Place, Integer> known = new HashMap<>();

        /** Where a number is: its length, digits so far (beyond the length those of the fraction), equal to which bound. */
        private record Place(int length, int digit, boolean low, boolean high, int remainder) {}

        Magnitudes(BigDecimal low, boolean aboveLow, BigDecimal high, boolean belowHigh, int scale, NumberRange range) {
            this.lowDigits = digits(low);
            this.lowFraction = fraction(low);
            this.aboveLow = aboveLow;
            this.highDigits = digits(high);
            this.highFraction = fraction(high);
            this.belowHigh = belowHigh;
            this.scale = scale;
            this.divisor = range.multipleOf() == null ? 1 : divisor(range.multipleOf());
        }

        /** Without a point: one that is finer than whole numbers need divides them times what it lacks. */
        private int divisor(BigDecimal multipleOf) {
            int own = Math.max(0, multipleOf.stripTrailingZeros().scale());
            BigInteger bare = multipleOf.movePointRight(own).toBigIntegerExact();
            BigInteger lacking = BigInteger.TEN.pow(Math.max(0, own - scale));
            return bare.divide(bare.gcd(lacking)).intValueExact();
        }

        private static String digits(BigDecimal number) {
            return number.toBigInteger().toString();
        }

        private static String fraction(BigDecimal number) {
            BigDecimal plain = number.stripTrailingZeros();
            return plain.scale() <= 0
                    ? ""
                    : plain.toPlainString().substring(digits(plain).length() + 1);
        }

        void write(int from, int to) {
            for (int length = lowDigits.length(); length <= highDigits.length(); length++) {
                boolean low = length == lowDigits.length();
                boolean high = length == highDigits.length();
                automaton.jump(from, state(new Place(length, 0, low, high, 0), to));
            }
        }

        private int state(Place place, int to) {
            Integer known = this.known.get(place);
            if (known != null) {
                return known;
            }
            automaton.budget().take(divisor == 1 ? 1 : REMAINDER_WORK, "");
            int state = automaton.state();
            this.known.put(place, state);
            if (place.digit() >= place.length() && isInside(place)) {
                automaton.jump(state, to);
            }
            if (place.digit() == place.length()) {
                if (scale > 0) {
                    digits(automaton.literal(state, "."), place, to);
                }
            } else if (place.digit() < place.length() + scale) {
                digits(state, place, to);
            }
            return state;
        }

        private void digits(int from, Place place, int to) {
            int least = place.low() ? digit(lowDigits, lowFraction, place) : 0;
            if (place.digit() == 0 && place.length() > 1) {
                least = Math.max(1, least);
            }
            int most = place.high() ? digit(highDigits, highFraction, place) : 9;
            for (int digit = least; digit <= most; digit++) {
                boolean low = place.low() && digit == digit(lowDigits, lowFraction, place);
                boolean high = place.high() && digit == most;
                int remainder = (place.remainder() * 10 + digit) % divisor;
                Place next = new Place(place.length(), place.digit() + 1, low, high, remainder);
                automaton.edge(from, '0' + digit, '0' + digit, state(next, to));
            }
        }

        private static int digit(String digits, String fraction, Place place) {
            int at = place.digit();
            if (at < place.length()) {
                return digits.charAt(at) - '0';
            }
            int behind = at - place.length();
            return behind < fraction.length() ? fraction.charAt(behind) - '0' : 0;
        }

        /** Whether the digits so far, with nothing behind them, are a number of the range. */
        private boolean isInside(Place place) {
            int behind = place.digit() - place.length();
            boolean lowReached = behind >= lowFraction.length() && !aboveLow;
            boolean highKept = behind < highFraction.length() || !belowHigh;
            long shifted = place.remainder();
            for (int i = behind; i < scale; i++) {
                shifted = shifted * 10 % divisor;
            }
            return (!place.low() || lowReached) && (!place.high() || highKept) && shifted == 0;
        }
    }
}
