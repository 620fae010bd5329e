/**
 * Looks at requests before a model sees them. Its invariant: what it looks at stays in memory for the time of the look,
 * and a refusal names a reason, never the text.
 */
@NullMarked
package dev.llmaas.platform.guardrail;

import org.jspecify.annotations.NullMarked;
