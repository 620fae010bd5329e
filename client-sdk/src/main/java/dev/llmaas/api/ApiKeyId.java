package dev.llmaas.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names an API key; stays the same over its rotations. A type of its own, because confusing two ids of this kind would leak data.
 *
 * @param value the id as it stands on the wire, {@code key_} and a {@link Ulid}
 */
public record ApiKeyId(@JsonValue String value) {
    /** What every such id begins with. */
    public static final String PREFIX = "key_";

    /** Reads the wire form. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ApiKeyId of(String value) {
        return new ApiKeyId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
