package dev.llmaas.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;

/**
 * An amount of money in whole nano-euros, so that no price of the sheet needs rounding: 1.80 EUR per million tokens is
 * exactly 1,800 nano-euros a token. Immutable; arithmetic overflows loudly. On the wire it is the plain number.
 *
 * @param nanoEuros the amount, 10<sup>-9</sup> EUR; negative for a credit
 */
public record Money(@JsonValue long nanoEuros) implements Comparable<Money> {
    /** Nothing. */
    public static final Money ZERO = new Money(0);

    /** Decimal places of a nano-euro. */
    private static final int SCALE = 9;

    /** Reads the wire form. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Money ofNanoEuros(long nanoEuros) {
        return new Money(nanoEuros);
    }

    /**
     * The amount written in euros, for instance {@code "1.80"}.
     *
     * @throws ArithmeticException if it has more than nine decimal places or does not fit
     */
    public static Money ofEuros(String euros) {
        return new Money(new BigDecimal(euros).movePointRight(SCALE).longValueExact());
    }

    /** This amount in euros, with all nine decimal places. */
    public BigDecimal euros() {
        return BigDecimal.valueOf(nanoEuros, SCALE);
    }

    /** The sum. */
    public Money plus(Money other) {
        return new Money(Math.addExact(nanoEuros, other.nanoEuros));
    }

    /** The difference. */
    public Money minus(Money other) {
        return new Money(Math.subtractExact(nanoEuros, other.nanoEuros));
    }

    /** The price of {@code count} units at this unit price. */
    public Money times(long count) {
        return new Money(Math.multiplyExact(nanoEuros, count));
    }

    @Override
    public int compareTo(Money other) {
        return Long.compare(nanoEuros, other.nanoEuros);
    }
}
