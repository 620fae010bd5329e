package dev.llmaas.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names an organisation, the holder of a contract. A type of its own, because confusing two ids of this kind would leak data.
 *
 * @param value the id as it stands on the wire, {@code org_} and a {@link Ulid}
 */
public record OrganizationId(@JsonValue String value) {
    /** What every such id begins with. */
    public static final String PREFIX = "org_";

    /** Reads the wire form. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static OrganizationId of(String value) {
        return new OrganizationId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
