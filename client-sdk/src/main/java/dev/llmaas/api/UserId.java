package dev.llmaas.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names a person who signs in. A type of its own, because confusing two ids of this kind would leak data.
 *
 * @param value the id as it stands on the wire, {@code usr_} and a {@link Ulid}
 */
public record UserId(@JsonValue String value) {
    /** What every such id begins with. */
    public static final String PREFIX = "usr_";

    /** Reads the wire form. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static UserId of(String value) {
        return new UserId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
