package dev.llmaas.platform.guardrail;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.access.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scanner of the corridor: every guardrail looks at what users and tools say in a request; the first that blocks wins.
 * What operators and models say (the roles system, developer and assistant) is not looked at. Never blocks a thread: most
 * requests are passed by one look at their bytes. Thread-safe.
 */
public final class Guardrails {
    private static final Logger log = LoggerFactory.getLogger(Guardrails.class);

    private final List<Guarded> guardrails;
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    private record Guarded(Guardrail guardrail, GuardrailMode mode) {}

    /** Does what the configuration says. */
    public Guardrails(GuardrailsConfig config) {
        List<Guarded> all = List.of(
                new Guarded(new StructureGuardrail(), config.structure()),
                new Guarded(new InjectionGuardrail(), config.injection()),
                new Guarded(new UnicodeGuardrail(), config.unicode()),
                new Guarded(new MarkupGuardrail(), config.markup()),
                new Guarded(new EncodingGuardrail(), config.encoding()),
                new Guarded(new RepetitionGuardrail(), config.repetition()));
        this.guardrails = all.stream()
                .filter(guarded -> guarded.mode() != GuardrailMode.OFF)
                .toList();
    }

    /**
     * Lets a request pass or not. Bodies that are no JSON, or hold neither messages nor a prompt, pass.
     *
     * @param body as the client sent it; not kept
     * @throws PlatformException {@code content_blocked} with the code of the reason, never the text
     */
    public void inspect(Caller caller, byte[] body) {
        if (guardrails.isEmpty() || !Suspicion.isWorthALook(body)) {
            return;
        }
        for (String text : PromptTexts.of(body)) {
            Script script = new Script(text);
            for (Guarded guarded : guardrails) {
                guarded.guardrail().find(script).ifPresent(code -> found(caller, code, guarded.mode()));
            }
        }
    }

    private void found(Caller caller, String code, GuardrailMode mode) {
        counts.computeIfAbsent(code, name -> new LongAdder()).increment();
        log.info(
                "guardrail code={} mode={} project={}",
                code,
                mode,
                caller.projectId().value());
        if (mode == GuardrailMode.BLOCK) {
            throw new PlatformException(
                    ErrorCode.CONTENT_BLOCKED, "A guardrail blocked the request (%s).".formatted(code));
        }
    }

    /** The codes of everything that is found in a text, whatever the modes, off apart. */
    List<String> codes(String text) {
        Script script = new Script(text);
        List<String> codes = new ArrayList<>();
        for (Guarded guarded : guardrails) {
            guarded.guardrail().find(script).ifPresent(codes::add);
        }
        return codes;
    }

    /** How often each code was found since the start. */
    public Map<String, Long> counts() {
        Map<String, Long> sums = new TreeMap<>();
        counts.forEach((code, count) -> sums.put(code, count.sum()));
        return sums;
    }
}
