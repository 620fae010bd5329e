package dev.llmaas.platform.guardrail;

import dev.llmaas.platform.access.Caller;
import java.util.Optional;

/** One way of looking at a request. Thread-safe. */
@FunctionalInterface
public interface Guardrail {
    /**
     * Looks at a request.
     *
     * @param caller whose request it is
     * @param body the JSON as the client sent it; must not be kept or changed
     * @return the code of the reason to block it, for instance {@code prompt_injection}; empty to let it pass
     */
    Optional<String> reasonToBlock(Caller caller, byte[] body);
}
