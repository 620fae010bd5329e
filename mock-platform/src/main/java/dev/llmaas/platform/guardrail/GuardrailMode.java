package dev.llmaas.platform.guardrail;

/** What happens where a guardrail finds something. */
public enum GuardrailMode {
    /** It does not look. */
    OFF,
    /** It is counted and logged by its code; the request passes. */
    OBSERVE,
    /** The request is refused. */
    BLOCK
}
