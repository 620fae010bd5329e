/**
 * Looks at requests before a model sees them: at what users and tools say, not at what operators and models say. Its
 * invariant: what it looks at stays in memory for the time of the look, and a refusal, a log line or a count names a code,
 * never the text. It is measured on benign texts as much as on attacks, in the languages that it knows
 * ({@code GuardrailCorpusTest}).
 */
@NullMarked
package dev.llmaas.platform.guardrail;

import org.jspecify.annotations.NullMarked;
