package dev.llmaas.api.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a guardrail looks for in what users and tools say. */
public enum GuardrailKind {
    /** JSON that would change the rules. */
    @JsonProperty("structure")
    STRUCTURE,
    /** Orders against the instructions, and questions for them, in seven languages. */
    @JsonProperty("injection")
    INJECTION,
    /** Texts that hide what they say behind look-alikes and invisible characters. */
    @JsonProperty("unicode")
    UNICODE,
    /** Hidden HTML with orders, and links that run scripts. */
    @JsonProperty("markup")
    MARKUP,
    /** Orders in base64, hexadecimal numbers or percent signs. */
    @JsonProperty("encoding")
    ENCODING,
    /** The same over and over. */
    @JsonProperty("repetition")
    REPETITION;

    /** Its name on the wire, in the configuration and in commands. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of this name on the wire; empty if there is none. */
    public static Optional<GuardrailKind> ofWire(String wire) {
        return Arrays.stream(values())
                .filter(known -> known.wire().equals(wire))
                .findFirst();
    }
}
