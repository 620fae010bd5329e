package dev.llmaas.platform.guardrail;

import java.util.Optional;

/** One way of looking at a text. Thread-safe; must neither keep nor log it. */
@FunctionalInterface
interface Guardrail {
    /**
     * Looks at a text.
     *
     * @return the code of what it found, for instance {@code prompt_injection}; empty for nothing
     */
    Optional<String> find(Script text);
}
