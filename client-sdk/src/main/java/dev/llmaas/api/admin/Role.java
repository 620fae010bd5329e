package dev.llmaas.api.admin;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a member may do. The rights are listed in {@link Permission}; a member may have several roles. */
public enum Role {
    /** Everything, contracts and members included. */
    @JsonProperty("owner")
    OWNER,
    /** Keys, projects, limits and models, but not contracts. */
    @JsonProperty("administrator")
    ADMINISTRATOR,
    /** Usage, bills and price sheets. */
    @JsonProperty("billing")
    BILLING,
    /** The pool: nodes, runners, models. */
    @JsonProperty("operator")
    OPERATOR,
    /** Own keys and the playground. */
    @JsonProperty("developer")
    DEVELOPER,
    /** Reads everything but secrets, changes nothing. */
    @JsonProperty("auditor")
    AUDITOR
}
