package dev.llmaas.platform.quota;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done: nothing (it is held now), to take what is needed, or to refuse.
 *
 * @param used the allotments that the call touches
 */
record Plan(
        List<Allotment> used,
        List<Change.Need> needs,
        @Nullable Refusal refusal) {}
