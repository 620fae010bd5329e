package dev.llmaas.inference.grammar;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that a schema allows.
 *
 * @param whole whether they are whole numbers
 * @param min the least, null for none
 * @param aboveMin whether they are greater than {@code min}
 * @param max the greatest, null for none
 * @param belowMax whether they are less than {@code max}
 * @param multipleOf what divides them, null for anything
 */
record NumberRange(
        boolean whole,
        @Nullable BigDecimal min,
        boolean aboveMin,
        @Nullable BigDecimal max,
        boolean belowMax,
        @Nullable BigDecimal multipleOf) {
    static final NumberRange ANY = new NumberRange(false, null, false, null, false, null);

    boolean isUnbounded() {
        return min == null && max == null && multipleOf == null;
    }

    NumberRange wholeOnly() {
        return new NumberRange(true, min, aboveMin, max, belowMax, multipleOf);
    }

    NumberRange atLeast(BigDecimal bound, boolean above) {
        int order = min == null ? 1 : bound.compareTo(min);
        if (order < 0) {
            return this;
        }
        return new NumberRange(whole, bound, order == 0 ? above || aboveMin : above, max, belowMax, multipleOf);
    }

    NumberRange atMost(BigDecimal bound, boolean below) {
        int order = max == null ? -1 : bound.compareTo(max);
        if (order > 0) {
            return this;
        }
        return new NumberRange(whole, min, aboveMin, bound, order == 0 ? below || belowMax : below, multipleOf);
    }

    /** Divided by both: by the least common multiple. */
    NumberRange dividedBy(BigDecimal divisor) {
        BigDecimal joint = divisor;
        if (multipleOf != null) {
            int scale = Math.max(0, Math.max(divisor.scale(), multipleOf.scale()));
            BigInteger first = divisor.movePointRight(scale).toBigIntegerExact();
            BigInteger second = multipleOf.movePointRight(scale).toBigIntegerExact();
            joint = new BigDecimal(first.multiply(second).divide(first.gcd(second))).movePointLeft(scale);
        }
        return new NumberRange(whole, min, aboveMin, max, belowMax, joint);
    }

    boolean contains(BigDecimal number) {
        int overMin = min == null ? 1 : number.compareTo(min);
        int overMax = max == null ? -1 : number.compareTo(max);
        boolean inside = (aboveMin ? overMin > 0 : overMin >= 0) && (belowMax ? overMax < 0 : overMax <= 0);
        boolean divided = multipleOf == null || number.remainder(multipleOf).signum() == 0;
        return inside && divided && (!whole || number.stripTrailingZeros().scale() <= 0);
    }

    /** Whether it is certain that no number is in it. */
    boolean isEmpty() {
        NumberRange tight = whole ? tightened() : this;
        if (tight.min == null || tight.max == null) {
            return false;
        }
        int order = tight.min.compareTo(tight.max);
        return order > 0 || (order == 0 && (tight.aboveMin || tight.belowMax));
    }

    /** For whole numbers: the same with bounds that are whole and belong to it. */
    NumberRange tightened() {
        BigDecimal least = min;
        if (least != null) {
            BigDecimal rounded = least.setScale(0, RoundingMode.CEILING);
            least = aboveMin && rounded.compareTo(least) == 0 ? rounded.add(BigDecimal.ONE) : rounded;
        }
        BigDecimal most = max;
        if (most != null) {
            BigDecimal rounded = most.setScale(0, RoundingMode.FLOOR);
            most = belowMax && rounded.compareTo(most) == 0 ? rounded.subtract(BigDecimal.ONE) : rounded;
        }
        return new NumberRange(whole, least, false, most, false, multipleOf);
    }
}
