package dev.llmaas.api.admin;

import static dev.llmaas.api.admin.Role.ADMINISTRATOR;
import static dev.llmaas.api.admin.Role.AUDITOR;
import static dev.llmaas.api.admin.Role.BILLING;
import static dev.llmaas.api.admin.Role.DEVELOPER;
import static dev.llmaas.api.admin.Role.OPERATOR;
import static dev.llmaas.api.admin.Role.OWNER;

import java.util.Collection;
import java.util.Set;

/** One right, and the roles that carry it. The console hides what its user may not do; the platform refuses it. */
public enum Permission {
    /** See the keys of the organisation, never their secrets. */
    KEYS_READ(OWNER, ADMINISTRATOR, DEVELOPER, AUDITOR),
    /** Create and revoke keys. A developer only reaches keys of his own. */
    KEYS_WRITE(OWNER, ADMINISTRATOR, DEVELOPER),
    /** Create and revoke keys of others. */
    KEYS_WRITE_ALL(OWNER, ADMINISTRATOR),
    /** See projects and their settings. */
    PROJECTS_READ(OWNER, ADMINISTRATOR, OPERATOR, DEVELOPER, AUDITOR),
    /** Change the settings of projects. */
    PROJECTS_WRITE(OWNER, ADMINISTRATOR),
    /** See consumption and its cost. */
    USAGE_READ(OWNER, ADMINISTRATOR, BILLING, OPERATOR, AUDITOR, DEVELOPER),
    /** See models. */
    MODELS_READ(OWNER, ADMINISTRATOR, BILLING, OPERATOR, DEVELOPER, AUDITOR),
    /** See nodes and runners. */
    POOL_READ(OWNER, ADMINISTRATOR, OPERATOR, AUDITOR),
    /** Load, unload and restart runners. */
    POOL_MANAGE(OWNER, ADMINISTRATOR, OPERATOR),
    /** Watch what happens live. */
    EVENTS_READ(OWNER, ADMINISTRATOR, BILLING, OPERATOR, DEVELOPER, AUDITOR),
    /** Ask models from the console, at the project's cost. */
    PLAYGROUND(OWNER, ADMINISTRATOR, DEVELOPER);

    private final Set<Role> roles;

    Permission(Role... roles) {
        this.roles = Set.of(roles);
    }

    /** Whether one of {@code held} carries this right. */
    public boolean isGrantedTo(Collection<Role> held) {
        return held.stream().anyMatch(roles::contains);
    }
}
