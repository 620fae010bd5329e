package dev.llmaas.platform.guardrail;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.access.Caller;
import java.util.List;
import java.util.Optional;

/** The scanner of the corridor: every guardrail looks at every request; the first that objects wins. Thread-safe. */
public final class Guardrails {
    private final List<Guardrail> guardrails;

    /** Asks these in their order. */
    public Guardrails(List<Guardrail> guardrails) {
        this.guardrails = List.copyOf(guardrails);
    }

    /** Whether nobody looks, so that a caller need not collect the body. */
    public boolean isEmpty() {
        return guardrails.isEmpty();
    }

    /**
     * Lets the request pass or not.
     *
     * @throws PlatformException {@code content_blocked} with the reason's code, never the text
     */
    public void inspect(Caller caller, byte[] body) {
        for (Guardrail guardrail : guardrails) {
            Optional<String> reason = guardrail.reasonToBlock(caller, body);
            if (reason.isPresent()) {
                throw new PlatformException(
                        ErrorCode.CONTENT_BLOCKED, "A guardrail blocked the request (%s).".formatted(reason.get()));
            }
        }
    }
}
