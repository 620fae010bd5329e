package dev.llmaas.platform.guardrail;

import java.util.Optional;

/**
 * Finds orders that a filter cannot read and a reader can: in letters of other alphabets, full width or mathematical
 * letters, with invisible characters, in single letters, or with digits for letters. Masks alone are no reason: people mix
 * alphabets too.
 */
final class UnicodeGuardrail implements Guardrail {
    @Override
    public Optional<String> find(Script text) {
        if (!Suspicion.mayBeMasked(text.raw())) {
            return Optional.empty();
        }
        String unmasked = text.unmasked();
        boolean masked = !unmasked.equals(text.plain());
        return masked
                        && InjectionGuardrail.find(unmasked).isPresent()
                        && InjectionGuardrail.find(text.plain()).isEmpty()
                ? Optional.of("obfuscated_injection")
                : Optional.empty();
    }
}
