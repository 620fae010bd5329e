package dev.llmaas.platform.guardrail;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds orders that turn a model against its instructions, and questions for them. Who only speaks of such an order, in
 * quotes and with a question or a word about it, is let through.
 */
final class InjectionGuardrail implements Guardrail {
    private static final Anchors ANCHORS = new Anchors(InjectionPatterns.anchors());
    private static final List<Looking> LOOKING = InjectionPatterns.ALL.stream()
            .map(known -> new Looking(known, new Anchors(known.anchors()), new Anchors(known.further())))
            .toList();
    private static final Pattern ABOUT = Pattern.compile(
            "\\b(mean(s|ing)?|explain|example|attacks?|injections?|detect\\w*|classif\\w*|translat\\w*|phrase|sentence|article|paper|blog|headline|title|spell\\w*|grammar|security|red team|documentation|"
                    + "signifie\\w*|explique\\w*|exemple|attaque\\w*|traduis\\w*|traduire|phrase|orthographe|"
                    + "bedeute\\w*|erklar\\w*|beispiel|angriff\\w*|ubersetz\\w*|satz|"
                    + "significa\\w*|explica\\w*|ejemplo|ataque\\w*|traduc\\w*|frase|esempio|attacco|traduci\\w*|spiega\\w*)\\b|意思|解释|攻击|翻译|意味|説明|攻撃|翻訳|例文");
    private static final String OPENING = "\"'`\u201C\u201E\u2018\u00AB\u300C\u300E\u2039";
    private static final int QUOTE_REACH = 40;

    private record Looking(InjectionPatterns.Known known, Anchors anchors, Anchors further) {
        boolean isWorthIt(String plain) {
            return anchors.occursIn(plain) && (known.further().isEmpty() || further.occursIn(plain));
        }
    }

    @Override
    public Optional<String> find(Script text) {
        return find(text.plain());
    }

    /** Whether a text, in letters of any case, holds a word without which there is no order in it. */
    static boolean mayOccurIn(String text) {
        return ANCHORS.occursIn(text);
    }

    /** What is found in a text in small letters without accents. */
    static Optional<String> find(String plain) {
        if (!ANCHORS.occursIn(plain)) {
            return Optional.empty();
        }
        for (Looking looking : LOOKING) {
            if (looking.isWorthIt(plain)) {
                Matcher matcher = looking.known().pattern().matcher(plain);
                while (matcher.find()) {
                    if (!isMention(plain, matcher.start())) {
                        return Optional.of(looking.known().code());
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Whether what begins there stands in quotes in a text about it. */
    private static boolean isMention(String plain, int start) {
        int from = Math.max(0, start - QUOTE_REACH);
        boolean quoted = false;
        for (int i = from; i < start; i++) {
            boolean mark = OPENING.indexOf(plain.charAt(i)) >= 0;
            // An apostrophe within a word is no quote.
            boolean within = i > 0 && plain.charAt(i) == '\'' && Character.isLetterOrDigit(plain.charAt(i - 1));
            if (mark && !within) {
                quoted = !quoted || plain.charAt(i) != '"';
            }
        }
        return quoted && ABOUT.matcher(plain).find();
    }
}
