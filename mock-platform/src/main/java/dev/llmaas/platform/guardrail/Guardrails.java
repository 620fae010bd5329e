package dev.llmaas.platform.guardrail;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.ProjectId;
import dev.llmaas.api.admin.GuardrailKind;
import dev.llmaas.api.admin.GuardrailMode;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.access.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scanner of the corridor: every guardrail looks at what users and tools say in a request; the first that blocks wins.
 * What operators and models say (the roles system, developer and assistant) is not looked at. Never blocks a thread: most
 * requests are passed by one look at their bytes. Thread-safe.
 */
public final class Guardrails {
    private static final Logger log = LoggerFactory.getLogger(Guardrails.class);

    /** More was said than is looked at; what was not seen may say anything, so the guardrail of structure decides. */
    private static final String TOO_LONG = "too_long_to_inspect";

    private static final List<Guarded> ALL = List.of(
            new Guarded(GuardrailKind.STRUCTURE, new StructureGuardrail()),
            new Guarded(GuardrailKind.INJECTION, new InjectionGuardrail()),
            new Guarded(GuardrailKind.UNICODE, new UnicodeGuardrail()),
            new Guarded(GuardrailKind.MARKUP, new MarkupGuardrail()),
            new Guarded(GuardrailKind.ENCODING, new EncodingGuardrail()),
            new Guarded(GuardrailKind.REPETITION, new RepetitionGuardrail()));

    private final Function<ProjectId, Map<GuardrailKind, GuardrailMode>> modes;
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    private record Guarded(GuardrailKind kind, Guardrail guardrail) {}

    /** What was found in a text, and what is done about it. */
    record Finding(String code, GuardrailMode mode) {}

    /**
     * Does what holds in each project.
     *
     * @param modes the mode of each guardrail in a project; must not block
     */
    public Guardrails(Function<ProjectId, Map<GuardrailKind, GuardrailMode>> modes) {
        this.modes = modes;
    }

    /**
     * Lets a request pass or not. Bodies that are no JSON, or hold neither messages nor a prompt nor an input, pass.
     *
     * @param body as the client sent it; not kept
     * @throws PlatformException {@code content_blocked} with the code of the reason, never the text
     */
    public void inspect(Caller caller, byte[] body) {
        Map<GuardrailKind, GuardrailMode> inForce = modes.apply(caller.projectId());
        if (areOff(inForce) || !Suspicion.isWorthALook(body)) {
            return;
        }
        PromptTexts.Found said = PromptTexts.of(body);
        for (String text : said.texts()) {
            look(text, inForce, finding -> found(caller, finding));
        }
        GuardrailMode mode = inForce.getOrDefault(GuardrailKind.STRUCTURE, GuardrailMode.OFF);
        if (!said.whole() && mode != GuardrailMode.OFF) {
            found(caller, new Finding(TOO_LONG, mode));
        }
    }

    private static boolean areOff(Map<GuardrailKind, GuardrailMode> inForce) {
        for (Guarded guarded : ALL) {
            if (mode(guarded, inForce) != GuardrailMode.OFF) {
                return false;
            }
        }
        return true;
    }

    private static GuardrailMode mode(Guarded guarded, Map<GuardrailKind, GuardrailMode> inForce) {
        return inForce.getOrDefault(guarded.kind, GuardrailMode.OFF);
    }

    private static void look(String text, Map<GuardrailKind, GuardrailMode> inForce, Consumer<Finding> found) {
        Script script = new Script(text);
        for (Guarded guarded : ALL) {
            GuardrailMode mode = mode(guarded, inForce);
            if (mode != GuardrailMode.OFF) {
                guarded.guardrail.find(script).ifPresent(code -> found.accept(new Finding(code, mode)));
            }
        }
    }

    private void found(Caller caller, Finding finding) {
        counts.computeIfAbsent(finding.code, name -> new LongAdder()).increment();
        log.info(
                "guardrail code={} mode={} project={}",
                finding.code,
                finding.mode,
                caller.projectId().value());
        if (finding.mode == GuardrailMode.BLOCK) {
            throw new PlatformException(
                    ErrorCode.CONTENT_BLOCKED, "A guardrail blocked the request (%s).".formatted(finding.code));
        }
    }

    /** All that is found in a text by the guardrails that are not off in this project; nothing is counted or refused. */
    List<Finding> findings(ProjectId project, String text) {
        List<Finding> findings = new ArrayList<>();
        look(text, modes.apply(project), findings::add);
        return findings;
    }

    /** How often each code was found since the start. */
    public Map<String, Long> counts() {
        Map<String, Long> sums = new TreeMap<>();
        counts.forEach((code, count) -> sums.put(code, count.sum()));
        return sums;
    }
}
