package dev.llmaas.api.admin;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a loaded model stands. */
public enum ReplicaState {
    /** Its process starts or reads its weights. */
    @JsonProperty("starting")
    STARTING,
    /** It answers. */
    @JsonProperty("ready")
    READY,
    /** It finishes what runs and takes nothing new. */
    @JsonProperty("draining")
    DRAINING,
    /** Its process ended and is started again after a pause. */
    @JsonProperty("restarting")
    RESTARTING,
    /** It cannot run; the reason says why and what to do. */
    @JsonProperty("failed")
    FAILED,
    /** It was ended on purpose. */
    @JsonProperty("stopped")
    STOPPED
}
