package dev.llmaas.platform.quota;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.Money;
import dev.llmaas.api.admin.LimitKind;
import dev.llmaas.platform.Allowance;
import dev.llmaas.platform.PlatformException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Why a limit said no.
 *
 * @param budget whose limit
 * @param window of which limit
 * @param limit its bound
 * @param posted what settled calls used of it
 * @param pending what running calls hold of it, ours aside from what we could still hand out
 * @param needed what the call would take
 */
record Refusal(Budget budget, QuotaWindow window, long limit, long posted, long pending, long needed) {
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xxx", Locale.ROOT);

    /** While running calls stand in the way, it may pass as soon as one of them ends. */
    private static final Duration SOON = Duration.ofSeconds(1);

    /** What we could still hand out ourselves is not pending for this call. */
    static Refusal of(Budget budget, Hold hold, Change.Need need, Change.Result.Refused refused) {
        long needed = hold.of(refused.kind());
        long ours = needed - need.amount();
        return new Refusal(
                budget,
                need.allotment().window,
                refused.limit(),
                refused.posted(),
                Math.max(0, refused.pending() - ours),
                needed);
    }

    LimitKind kind() {
        return window.kind();
    }

    /** What is left of the limit now, from 0. */
    long left() {
        return Math.max(0, limit - posted - pending);
    }

    PlatformException exception(Instant now) {
        boolean isMoney = kind() == LimitKind.SPEND_PER_MONTH;
        boolean onlyRunning = limit > 0 && posted + needed <= limit;
        Duration wait = onlyRunning ? SOON : Duration.between(now, Instant.ofEpochMilli(window.endsAtMs()));
        return new PlatformException(
                        isMoney ? ErrorCode.INSUFFICIENT_QUOTA : ErrorCode.RATE_LIMIT_EXCEEDED,
                        "Key %s has a limit of %s; %s used, running calls hold %s, and this call needs %s. %s"
                                .formatted(
                                        budget.keyId(),
                                        bound(),
                                        amount(posted) + (isMoney ? " is" : " are"),
                                        amount(pending),
                                        amount(needed),
                                        outlook(onlyRunning)),
                        null,
                        wait)
                .with(allowance(now, isMoney));
    }

    private Allowance allowance(Instant now, boolean isMoney) {
        long perCall = Math.max(1, needed);
        return new Allowance(
                isMoney ? -1 : limit,
                isMoney ? -1 : left(),
                limit / perCall,
                left() / perCall,
                Duration.between(now, Instant.ofEpochMilli(window.endsAtMs())));
    }

    private String bound() {
        return switch (kind()) {
            case OUTPUT_TOKENS_PER_HOUR -> "%d output tokens per hour".formatted(limit);
            case OUTPUT_TOKENS_PER_DAY -> "%d output tokens per day".formatted(limit);
            case SPEND_PER_MONTH -> "%s per month".formatted(amount(limit));
        };
    }

    private String outlook(boolean onlyRunning) {
        String end = MOMENT.format(Instant.ofEpochMilli(window.endsAtMs()).atZone(budget.zone()));
        if (needed > limit || limit == 0) {
            return "The limit is too small for it: it would not pass in the next window either, which begins at %s."
                    .formatted(end);
        }
        return onlyRunning
                ? "It may pass as soon as running calls end, at %s at the latest.".formatted(end)
                : "The earliest moment at which it may pass is %s.".formatted(end);
    }

    private String amount(long amount) {
        return kind() == LimitKind.SPEND_PER_MONTH
                ? new Money(amount).euros().stripTrailingZeros().toPlainString() + " EUR"
                : String.valueOf(amount);
    }
}
