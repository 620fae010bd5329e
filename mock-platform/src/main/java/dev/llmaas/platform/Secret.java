package dev.llmaas.platform;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A value of the configuration that nobody may read by accident: whatever prints it prints {@code ***}.
 *
 * @param reveal the value itself, for the one place that needs it
 */
public record Secret(String reveal) {
    /** Reads it from the configuration. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Secret of(String value) {
        return new Secret(value);
    }

    /** {@code ***}, also where the configuration is printed. */
    @Override
    @JsonValue
    public String toString() {
        return "***";
    }
}
