package dev.llmaas.api.admin;

/**
 * How far a limit is used in its running window. {@code posted + pending <= limit} at every moment.
 *
 * @param kind what it counts
 * @param limit the bound, in tokens or nano-euros
 * @param posted what settled calls used
 * @param pending what running calls hold
 * @param startsAtMs start of the window, milliseconds since 1970
 * @param endsAtMs end of the window, exclusive
 */
public record LimitStatus(LimitKind kind, long limit, long posted, long pending, long startsAtMs, long endsAtMs) {}
