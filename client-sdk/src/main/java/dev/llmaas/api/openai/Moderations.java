package dev.llmaas.api.openai;

import java.util.List;
import java.util.Map;

/**
 * The answer to {@code POST /v1/moderations}.
 *
 * @param id names the answer
 * @param model what looked at the texts
 * @param results one for each text, in their order
 */
public record Moderations(String id, String model, List<Result> results) {
    /** Copies its list. */
    public Moderations {
        results = List.copyOf(results);
    }

    /**
     * What was found in one text.
     *
     * @param flagged whether anything was found
     * @param categories OpenAI's categories; all false, because the guardrails look at other things
     * @param categoryScores a score of 0 to 1 for each of them
     * @param categoryAppliedInputTypes the kinds of input that were looked at for each of them; none
     * @param reasonCodes the codes of the guardrails that found something, for instance {@code prompt_injection}
     * @param blocked whether a request that says this is refused in the project that asks; otherwise it is only observed
     */
    public record Result(
            boolean flagged,
            Map<String, Boolean> categories,
            Map<String, Double> categoryScores,
            Map<String, List<String>> categoryAppliedInputTypes,
            List<String> reasonCodes,
            boolean blocked) {
        /** OpenAI's categories (API reference, moderations, 2026). */
        public static final List<String> CATEGORIES = List.of(
                "harassment",
                "harassment/threatening",
                "hate",
                "hate/threatening",
                "illicit",
                "illicit/violent",
                "self-harm",
                "self-harm/instructions",
                "self-harm/intent",
                "sexual",
                "sexual/minors",
                "violence",
                "violence/graphic");
    }
}
