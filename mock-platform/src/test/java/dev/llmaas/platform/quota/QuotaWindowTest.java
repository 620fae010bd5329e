package dev.llmaas.platform.quota;

import static dev.llmaas.api.admin.LimitKind.OUTPUT_TOKENS_PER_DAY;
import static dev.llmaas.api.admin.LimitKind.OUTPUT_TOKENS_PER_HOUR;
import static dev.llmaas.api.admin.LimitKind.SPEND_PER_MONTH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.admin.LimitKind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuotaWindowTest {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    @Test
    void aDayInSpringHas23HoursAndOneInAutumn25() {
        assertThat(length(OUTPUT_TOKENS_PER_DAY, "2026-03-29T10:00:00Z", PARIS)).isEqualTo(Duration.ofHours(23));
        assertThat(length(OUTPUT_TOKENS_PER_DAY, "2026-10-25T10:00:00Z", PARIS)).isEqualTo(Duration.ofHours(25));
    }

    @Test
    void theHourThatRunsTwiceIsTwoWindows() {
        QuotaWindow first = window(OUTPUT_TOKENS_PER_HOUR, "2026-10-25T00:30:00Z", PARIS);
        QuotaWindow second = window(OUTPUT_TOKENS_PER_HOUR, "2026-10-25T01:30:00Z", PARIS);

        assertThat(first.endsAtMs()).isEqualTo(second.startsAtMs());
        assertThat(first.startsAtMs()).isEqualTo(ms("2026-10-25T00:00:00Z"));
        assertThat(second.endsAtMs()).isEqualTo(ms("2026-10-25T02:00:00Z"));
    }

    @Test
    void hoursOfHalfHourZonesBeginAtTheirOwnFullHour() {
        QuotaWindow hour = window(OUTPUT_TOKENS_PER_HOUR, "2026-06-01T10:15:00Z", ZoneId.of("Asia/Kolkata"));

        assertThat(hour.startsAtMs()).isEqualTo(ms("2026-06-01T09:30:00Z"));
        assertThat(hour.endsAtMs()).isEqualTo(ms("2026-06-01T10:30:00Z"));
    }

    @Test
    void monthsEndWithTheirLastDay() {
        assertThat(length(SPEND_PER_MONTH, "2026-02-28T22:59:00Z", PARIS)).isEqualTo(Duration.ofDays(28));
        assertThat(length(SPEND_PER_MONTH, "2028-02-29T12:00:00Z", PARIS)).isEqualTo(Duration.ofDays(29));
        assertThat(window(SPEND_PER_MONTH, "2026-12-31T22:59:59.999Z", PARIS).endsAtMs())
                .isEqualTo(ms("2026-12-31T23:00:00Z"));
        assertThat(window(SPEND_PER_MONTH, "2026-12-31T23:00:00Z", PARIS).startsAtMs())
                .isEqualTo(ms("2026-12-31T23:00:00Z"));
    }

    @Test
    void aDayThatACountrySkippedIsNoWindow() {
        ZoneId apia = ZoneId.of("Pacific/Apia");
        QuotaWindow before = window(OUTPUT_TOKENS_PER_DAY, "2011-12-30T09:00:00Z", apia);
        QuotaWindow after = window(OUTPUT_TOKENS_PER_DAY, "2011-12-30T11:00:00Z", apia);

        assertThat(before.endsAtMs()).isEqualTo(ms("2011-12-30T10:00:00Z"));
        assertThat(after.startsAtMs()).isEqualTo(ms("2011-12-30T10:00:00Z"));
    }

    @Test
    void windowsOfAnyZoneFollowEachOtherWithoutGapOrOverlap() {
        long seed = System.nanoTime();
        System.out.println("QuotaWindowTest seed " + seed);
        Random random = new Random(seed);
        String[] zones = {
            "Europe/Paris",
            "America/New_York",
            "Australia/Lord_Howe",
            "Asia/Kathmandu",
            "America/Havana",
            "America/Asuncion",
            "Pacific/Chatham",
            "Africa/Casablanca",
            "Asia/Beirut",
            "UTC",
            "America/St_Johns"
        };
        for (int i = 0; i < 3_000; i++) {
            ZoneId zone = ZoneId.of(zones[random.nextInt(zones.length)]);
            Instant start = Instant.ofEpochSecond(random.nextLong(1_500_000_000L, 1_900_000_000L));
            for (LimitKind kind : LimitKind.values()) {
                QuotaWindow window = QuotaWindow.of(kind, start, zone);
                assertThat(window.contains(start.toEpochMilli()))
                        .as("%s %s %s", zone, kind, start)
                        .isTrue();
                assertThat(QuotaWindow.of(kind, Instant.ofEpochMilli(window.startsAtMs()), zone))
                        .isEqualTo(window);
                assertThat(QuotaWindow.of(kind, Instant.ofEpochMilli(window.endsAtMs() - 1), zone))
                        .isEqualTo(window);
                assertThat(QuotaWindow.of(kind, Instant.ofEpochMilli(window.endsAtMs()), zone)
                                .startsAtMs())
                        .as("after %s in %s", window, zone)
                        .isEqualTo(window.endsAtMs());
            }
        }
    }

    private static QuotaWindow window(LimitKind kind, String at, ZoneId zone) {
        return QuotaWindow.of(kind, Instant.parse(at), zone);
    }

    private static Duration length(LimitKind kind, String at, ZoneId zone) {
        QuotaWindow window = window(kind, at, zone);
        return Duration.ofMillis(window.endsAtMs() - window.startsAtMs());
    }

    private static long ms(String at) {
        return Instant.parse(at).toEpochMilli();
    }
}
