package dev.llmaas.console.desktop;

import dev.llmaas.api.admin.Permission;

/** A screen of the shell, in the order of the navigation. Only screens that exist are listed. */
public enum Screen {
    /** What happens now. */
    OVERVIEW(Group.MONITOR, Permission.EVENTS_READ),
    /** API keys. */
    KEYS(Group.MANAGE, Permission.KEYS_READ),
    /** Trying models out. */
    PLAYGROUND(Group.MODELS, Permission.PLAYGROUND),
    /** What runs where. */
    POOL(Group.PLATFORM, Permission.POOL_READ);

    /** A group of the navigation. */
    public enum Group {
        /** Watching. */
        MONITOR,
        /** Changing what the organisation has. */
        MANAGE,
        /** Working with models. */
        MODELS,
        /** Running the platform itself. */
        PLATFORM
    }

    private final Group group;
    private final Permission permission;

    Screen(Group group, Permission permission) {
        this.group = group;
        this.permission = permission;
    }

    /** Where the navigation lists it. */
    public Group group() {
        return group;
    }

    /** What a person needs to see it. */
    public Permission permission() {
        return permission;
    }
}
