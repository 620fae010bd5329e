package dev.llmaas.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names a project of an organisation. A type of its own, because confusing two ids of this kind would leak data.
 *
 * @param value the id as it stands on the wire, {@code prj_} and a {@link Ulid}
 */
public record ProjectId(@JsonValue String value) {
    /** What every such id begins with. */
    public static final String PREFIX = "prj_";

    /** Reads the wire form. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ProjectId of(String value) {
        return new ProjectId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
