package dev.llmaas.platform.quota;

/**
 * Under which name a process takes allotments. If the database forgot the name, because the process did not show in time,
 * or if it is unknown what was committed, the process goes on under another name, and the old one expires.
 */
final class Holder {
    private final String id;
    /** Until when others believe that we live, as last committed; 0 while the database does not know the name. */
    private volatile long expiresAtMs;

    Holder(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    boolean isRegistered() {
        return expiresAtMs != 0;
    }

    /** Whether others may have voided what we hold. */
    boolean isOverdue(long nowMs) {
        return isRegistered() && expiresAtMs < nowMs;
    }

    /** After the commit that made the name known. */
    void registered(long untilMs) {
        if (!isRegistered()) {
            expiresAtMs = untilMs;
        }
    }

    /** After the commit that showed it again. */
    void shown(long untilMs) {
        expiresAtMs = untilMs;
    }
}
