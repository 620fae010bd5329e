package dev.llmaas.api.admin;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a key opens the door. */
public enum KeyStatus {
    /** It does. */
    @JsonProperty("active")
    ACTIVE,
    /** Its time is over. */
    @JsonProperty("expired")
    EXPIRED,
    /** Somebody ended it. */
    @JsonProperty("revoked")
    REVOKED
}
