package dev.llmaas.platform.quota;

import dev.llmaas.api.admin.LimitKind;

/**
 * How a limit stands, as this process knows it: exactly if it is the only one, otherwise as of the last time that it took
 * something.
 *
 * @param kind what it counts
 * @param limit its bound, in its own unit
 * @param left what is neither used nor held by running calls, from 0
 * @param endsAtMs when its window ends, milliseconds since 1970
 */
public record Standing(LimitKind kind, long limit, long left, long endsAtMs) {}
