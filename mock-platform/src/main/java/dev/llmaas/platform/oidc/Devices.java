package dev.llmaas.platform.oidc;

import dev.llmaas.platform.Limits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Devices without a browser that wait until somebody lets them in (RFC 8628). Thread-safe.
 */
final class Devices {
    /** What a device is told. */
    record Invitation(String deviceCode, String userCode) {
        @Override
        public String toString() {
            return "Invitation[***]";
        }
    }

    /**
     * A device that waits.
     *
     * @param userCode what its owner types
     * @param client what runs on it
     * @param scopes what it asked for
     * @param endsAt when it has waited long enough
     * @param interval between two polls
     * @param nextPollAt before which it may not ask again
     * @param decision what its owner said, or null
     */
    private record Device(
            String userCode,
            DemoClient client,
            Set<String> scopes,
            Instant endsAt,
            Duration interval,
            Instant nextPollAt,
            @Nullable Decision decision) {
        private Device polled(Instant now) {
            boolean hasty = now.isBefore(nextPollAt);
            Duration next = hasty ? interval.plus(Limits.OIDC_POLL_INTERVAL) : interval;
            return new Device(userCode, client, scopes, endsAt, next, now.plus(next), decision);
        }

        private Device decided(Decision made) {
            return new Device(userCode, client, scopes, endsAt, interval, nextPollAt, made);
        }
    }

    /** What the owner said; the session is null where the device was refused. */
    private record Decision(Sessions.@Nullable Session session) {}

    /** Consonants without vowels and look-alikes: no words, nothing to confuse (RFC 8628, section 6.1). */
    private static final String LETTERS = "BCDFGHJKLMNPQRSTVWXZ";

    private static final int USER_CODE_LETTERS = 8; // 20^8 possibilities: 34 bits
    private static final int LIVES_REMEMBERED = 2; // so that a late poll learns that it is late

    private final ShortLived<Device> byDeviceCode;
    private final ShortLived<String> deviceCodes;
    private final Sessions sessions;
    private final InstantSource clock;
    private final RandomGenerator random;

    Devices(Sessions sessions, InstantSource clock, RandomGenerator random) {
        this.byDeviceCode = new ShortLived<>(
                Limits.OIDC_DEVICES_MAX, Limits.OIDC_DEVICE_LIFE.multipliedBy(LIVES_REMEMBERED), clock);
        this.deviceCodes = new ShortLived<>(Limits.OIDC_DEVICES_MAX, Limits.OIDC_DEVICE_LIFE, clock);
        this.sessions = sessions;
        this.clock = clock;
        this.random = random;
    }

    /** A device begins to wait. */
    Invitation invite(DemoClient client, Set<String> scopes) {
        Instant now = clock.instant();
        String deviceCode = Secrets.next(random);
        String userCode = userCode();
        Device device = new Device(
                userCode,
                client,
                Set.copyOf(scopes),
                now.plus(Limits.OIDC_DEVICE_LIFE),
                Limits.OIDC_POLL_INTERVAL,
                now,
                null);
        byDeviceCode.put(deviceCode, device);
        deviceCodes.put(userCode, deviceCode);
        return new Invitation(deviceCode, userCode);
    }

    /** The client on the device that waits with this code, which may be typed in any case and without the hyphen. */
    Optional<DemoClient> waiting(String userCode) {
        return deviceCodes
                .find(canonical(userCode))
                .flatMap(byDeviceCode::find)
                .filter(device -> device.decision() == null)
                .map(Device::client);
    }

    /** How a code is written, however it was typed. */
    static String canonical(String userCode) {
        String letters = userCode.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", "");
        return letters.length() == USER_CODE_LETTERS
                ? letters.substring(0, USER_CODE_LETTERS / 2) + "-" + letters.substring(USER_CODE_LETTERS / 2)
                : letters;
    }

    /** Lets the device in for {@code account}, or refuses it for good. Whether it was still waiting. */
    boolean decide(String userCode, DemoAccount account, boolean allowed) {
        Optional<String> deviceCode = deviceCodes.take(canonical(userCode));
        Optional<Device> device = deviceCode.flatMap(byDeviceCode::find);
        if (deviceCode.isEmpty() || device.isEmpty()) {
            return false;
        }
        Decision decision = new Decision(
                allowed
                        ? sessions.open(
                                account, device.get().client(), device.get().scopes())
                        : null);
        byDeviceCode.update(deviceCode.get(), present -> present.decided(decision));
        return true;
    }

    /**
     * A device asks whether it is let in; it gets its session once.
     *
     * @throws OauthRefusal one of those of RFC 8628 section 3.5
     */
    Sessions.Session poll(String deviceCode, DemoClient client) throws OauthRefusal {
        Instant now = clock.instant();
        Device device = byDeviceCode
                .update(deviceCode, present -> present.polled(now))
                .filter(found -> found.client().equals(client))
                .orElseThrow(() -> OauthRefusal.invalidGrant("The device_code is unknown or was used before."));
        if (!now.isBefore(device.endsAt())) {
            throw new OauthRefusal("expired_token", "Nobody typed the code in time. Begin again.");
        }
        if (now.isBefore(device.nextPollAt())) {
            throw new OauthRefusal("slow_down", "Ask less often: five seconds more between two polls.");
        }
        Decision decision = device.decision();
        if (decision == null) {
            throw new OauthRefusal("authorization_pending", "Nobody has typed the code yet.");
        }
        if (byDeviceCode.take(deviceCode).isEmpty()) {
            throw OauthRefusal.invalidGrant("The device_code is unknown or was used before.");
        }
        if (decision.session() == null) {
            throw new OauthRefusal("access_denied", "The owner refused this device.");
        }
        return decision.session();
    }

    private String userCode() {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < USER_CODE_LETTERS; i++) {
            code.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return canonical(code.toString());
    }
}
