package dev.llmaas.api.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What happens where a guardrail finds something. */
public enum GuardrailMode {
    /** It does not look. */
    @JsonProperty("off")
    OFF,
    /** It is counted and logged by its code; the request passes. */
    @JsonProperty("observe")
    OBSERVE,
    /** The request is refused. */
    @JsonProperty("block")
    BLOCK;

    /** Its name on the wire, in the configuration and in commands. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of this name on the wire; empty if there is none. */
    public static Optional<GuardrailMode> ofWire(String wire) {
        return Arrays.stream(values())
                .filter(known -> known.wire().equals(wire))
                .findFirst();
    }
}
