package dev.llmaas.api.admin;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a model stands in its life. */
public enum ModelStage {
    /** It is on offer. */
    @JsonProperty("production")
    PRODUCTION,
    /** It still answers, with notice of its end. */
    @JsonProperty("deprecated")
    DEPRECATED,
    /** It answers no more; its name leads to its successor, if it has one. */
    @JsonProperty("retired")
    RETIRED
}
