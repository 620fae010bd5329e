package dev.llmaas.platform.quota;

/**
 * Under which name a process takes allotments. If the database forgot the name, because the process did not show in time,
 * or if it is unknown what was committed, the process goes on under another name, and the old one expires.
 */
final class Holder {
    private final String id;
    /** Whether the database knows it; set after the commit. */
    private volatile boolean registered;

    Holder(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    boolean isRegistered() {
        return registered;
    }

    void registered() {
        registered = true;
    }
}
