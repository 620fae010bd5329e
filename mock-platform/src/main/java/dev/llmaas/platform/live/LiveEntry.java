package dev.llmaas.platform.live;

import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.event.PlatformEvent;
import org.jspecify.annotations.Nullable;

/** An event at its place in the ring. Its JSON is made once, when the first subscriber needs it. Thread-safe. */
final class LiveEntry {
    private final long number;
    private final @Nullable OrganizationId organizationId;
    private final PlatformEvent event;
    private volatile @Nullable String json;

    LiveEntry(long number, @Nullable OrganizationId organizationId, PlatformEvent event) {
        this.number = number;
        this.organizationId = organizationId;
        this.event = event;
    }

    /** What {@code Last-Event-ID} names. */
    String id() {
        return Long.toString(number);
    }

    PlatformEvent event() {
        return event;
    }

    /** Whether members of this organisation may see it. */
    boolean concerns(OrganizationId reader) {
        return organizationId == null || organizationId.equals(reader);
    }

    /** The event as it goes over the wire; two threads that come first at once both make it, equally. */
    String json() {
        String made = json;
        if (made == null) {
            made = WireJson.mapper().writeValueAsString(event);
            json = made;
        }
        return made;
    }
}
