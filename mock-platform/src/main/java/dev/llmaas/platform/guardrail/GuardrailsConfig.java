package dev.llmaas.platform.guardrail;

import dev.llmaas.api.admin.GuardrailKind;
import dev.llmaas.api.admin.GuardrailMode;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What each guardrail does where a project says nothing else. All are on unless an operator says otherwise; those that
 * people's own texts set off more often only observe.
 *
 * @param structure JSON that would change the rules, and requests too long to be looked at whole
 * @param injection orders against the instructions, and questions for them, in seven languages
 * @param unicode texts that hide what they say behind look-alikes and invisible characters
 * @param markup hidden HTML with orders, and links that run scripts
 * @param encoding orders in base64, hexadecimal numbers or percent signs
 * @param repetition the same over and over
 */
public record GuardrailsConfig(
        GuardrailMode structure,
        GuardrailMode injection,
        GuardrailMode unicode,
        GuardrailMode markup,
        GuardrailMode encoding,
        GuardrailMode repetition) {
    /** What holds unless an operator says otherwise. */
    public static final GuardrailsConfig STANDARD = new GuardrailsConfig(
            GuardrailMode.BLOCK,
            GuardrailMode.BLOCK,
            GuardrailMode.BLOCK,
            GuardrailMode.BLOCK,
            GuardrailMode.BLOCK,
            GuardrailMode.OBSERVE);

    /** Nobody looks. */
    public static final GuardrailsConfig OFF = all(GuardrailMode.OFF);

    /** All do the same. */
    public static GuardrailsConfig all(GuardrailMode mode) {
        return new GuardrailsConfig(mode, mode, mode, mode, mode, mode);
    }

    /** The mode of each guardrail; the map cannot be changed. */
    public Map<GuardrailKind, GuardrailMode> modes() {
        Map<GuardrailKind, GuardrailMode> modes = new EnumMap<>(GuardrailKind.class);
        modes.put(GuardrailKind.STRUCTURE, structure);
        modes.put(GuardrailKind.INJECTION, injection);
        modes.put(GuardrailKind.UNICODE, unicode);
        modes.put(GuardrailKind.MARKUP, markup);
        modes.put(GuardrailKind.ENCODING, encoding);
        modes.put(GuardrailKind.REPETITION, repetition);
        return Collections.unmodifiableMap(modes);
    }
}
