package dev.llmaas.api.admin;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a limit counts, and over which calendar window of the organisation's time zone. */
public enum LimitKind {
    /** Generated tokens in a clock hour. */
    @JsonProperty("output_tokens_per_hour")
    OUTPUT_TOKENS_PER_HOUR,
    /** Generated tokens in a calendar day. */
    @JsonProperty("output_tokens_per_day")
    OUTPUT_TOKENS_PER_DAY,
    /** Money in a calendar month, in nano-euros. */
    @JsonProperty("spend_per_month")
    SPEND_PER_MONTH
}
