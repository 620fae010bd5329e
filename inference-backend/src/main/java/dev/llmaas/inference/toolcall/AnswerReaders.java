package dev.llmaas.inference.toolcall;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How the answers of one model are read.
 *
 * @param calls how it writes calls
 * @param reasoning how it writes reasoning
 */
public record AnswerReaders(ToolCallFormat calls, ReasoningFormat reasoning) {
    /** How the answers of a model with this chat template and, by their text, these tokens are read. */
    public static AnswerReaders of(String template, Predicate<String> isToken) {
        return new AnswerReaders(ToolCallFormat.of(template, isToken), ReasoningFormat.of(template, isToken));
    }

    /** Format tokens of these texts must show in the answer. */
    public Set<String> marks() {
        Set<String> all = new HashSet<>(calls.family().marks());
        all.addAll(reasoning.marks());
        return Set.copyOf(all);
    }

    /**
     * A reader for one answer.
     *
     * @param prompt the rendered prompt, which may have opened the reasoning
     * @param offered the functions that may be called, empty if none may
     * @param several whether more than one call counts
     * @param forced whether a grammar lets nothing but reasoning and calls be written: then there is no text, and a call that
     *     is cut off before its arguments is told as soon as its function is known
     */
    public PartReader reader(String prompt, Set<String> offered, boolean several, boolean forced) {
        if (reasoning == ReasoningFormat.HARMONY) {
            return new HarmonyReader(offered, several, forced);
        }
        PartReader rest =
                offered.isEmpty() ? new PlainReader() : new CallReader(calls.family(), offered, several, forced);
        boolean open = reasoning.isOpenAfter(prompt);
        return reasoning == ReasoningFormat.NONE ? rest : new ReasoningReader(reasoning, open, rest);
    }
}
