package dev.llmaas.platform.guardrail;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds orders in HTML that a browser would not show, and links of Markdown that run scripts. */
final class MarkupGuardrail implements Guardrail {
    private static final Pattern HIDDEN = Pattern.compile(
            "<!--(.{1,2000}?)-->|<[a-z]+[^>]{0,200}?style ?= ?[\"'][^\"'>]{0,200}?(?:display ?: ?none|visibility ?: ?hidden|font-size ?: ?0|opacity ?: ?0(?![.\\d])|color ?: ?(?:white|#fff\\w*|transparent))[^>]{0,200}>(.{1,2000}?)</|<[a-z]+[^>]{0,200}? hidden[^>]{0,200}>(.{1,2000}?)</",
            Pattern.DOTALL);
    /** What only makes sense for a model that reads a page. */
    private static final Pattern ORDER = Pattern.compile(
            "\\b(assistant|chatbot|language model|llm|ai (model|agent|system)|ia|ki)\\b.{0,60}\\b(must|should|ignore|instead|always|never|send|reply|respond|tell|say|doit|muss|soll|debe|deve)\\b|\\b(ignore|disregard) (all |any |the )?(previous|prior|above)|\\b(send|forward|post|exfiltrate|leak)\\b.{0,60}\\b(conversation|password|api key|secret|credentials|chat history|user data|credit card)\\b|\\b(instead of|rather than) (summari|answer|translat)\\w+",
            Pattern.DOTALL);

    private static final Pattern LINK = Pattern.compile(
            "\\]\\( ?<?(?:javascript|vbscript):|\\]\\( ?<?data:(?:text/html|image/svg\\+xml|application)|<a [^>]{0,100}href ?= ?[\"'] ?(?:javascript|vbscript):");
    private static final Pattern ABOUT = Pattern.compile(
            "\\b(sanitiz\\w*|xss|escap\\w*|safe|dangerous|allow\\w*|forbid\\w*|render\\w*|security|csp|why|warum|pourquoi|parse\\w*|test\\w*|lint\\w*|dangereux|sicher|blockier\\w*)\\b");

    @Override
    public Optional<String> find(Script text) {
        String plain = text.plain();
        if (plain.contains("<")) {
            Matcher hidden = HIDDEN.matcher(plain);
            while (hidden.find()) {
                if (isOrder(hidden)) {
                    return Optional.of("hidden_markup");
                }
            }
        }
        boolean mayLink = plain.contains("script:") || plain.contains("](data:") || plain.contains("]( data:");
        return mayLink && LINK.matcher(plain).find() && !ABOUT.matcher(plain).find()
                ? Optional.of("active_link")
                : Optional.empty();
    }

    private static boolean isOrder(Matcher hidden) {
        for (int group = 1; group <= hidden.groupCount(); group++) {
            String content = hidden.group(group);
            boolean order = content != null
                    && (ORDER.matcher(content).find()
                            || InjectionGuardrail.find(content).isPresent());
            if (order) {
                return true;
            }
        }
        return false;
    }
}
