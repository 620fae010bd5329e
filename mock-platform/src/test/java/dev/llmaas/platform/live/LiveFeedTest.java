package dev.llmaas.platform.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.event.PlatformEvent;
import dev.llmaas.api.event.PlatformEvent.KeyChanged;
import dev.llmaas.api.event.PlatformEvent.LoadSampled;
import dev.llmaas.api.event.PlatformEvent.Reset;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.MovableClock;
import dev.llmaas.platform.PlatformException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LiveFeedTest {
    private static final OrganizationId OURS = new OrganizationId("org_ours");
    private static final OrganizationId THEIRS = new OrganizationId("org_theirs");
    private static final int CAPACITY = 4;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-01T10:00:00Z"));
    private final LiveFeed feed = new LiveFeed(clock, CAPACITY);

    @Test
    void aNewWatcherBeginsWithAResetAndThenSeesWhatHappens() throws Exception {
        try (Subscription events = watch(null)) {
            assertThat(next(events)).hasExactlyElementsOfTypes(Reset.class);

            feed.publish(OURS, key("a"));
            feed.publish(new LoadSampled(1, 0, List.of()));

            assertThat(next(events)).containsExactly(key("a"), new LoadSampled(1, 0, List.of()));
            assertThat(next(events)).isEmpty();
        }
    }

    @Test
    void nobodySeesAnotherOrganisation() throws Exception {
        try (Subscription events = watch(null)) {
            next(events);

            feed.publish(THEIRS, key("theirs"));
            feed.publish(OURS, key("ours"));

            assertThat(next(events)).containsExactly(key("ours"));
        }
    }

    @Test
    void whatIsNotVisibleIsLeftOutAndDoesNotComeLater() throws Exception {
        try (Subscription events = feed.subscribe(OURS, event -> !(event instanceof KeyChanged), null)) {
            next(events);

            feed.publish(OURS, key("a"));
            assertThat(next(events)).isEmpty();
            feed.publish(new LoadSampled(1, 0, List.of()));

            assertThat(next(events)).hasExactlyElementsOfTypes(LoadSampled.class);
        }
    }

    @Test
    void whoeverComesBackGetsWhatFollowedTheLastEvent() throws Exception {
        String last;
        try (Subscription events = watch(null)) {
            next(events);
            feed.publish(OURS, key("a"));
            last = events.next(Duration.ofSeconds(1)).getLast().id();
        }
        feed.publish(OURS, key("b"));
        feed.publish(OURS, key("c"));

        try (Subscription again = watch(last)) {
            assertThat(next(again)).containsExactly(key("b"), key("c"));
        }
    }

    @Test
    void theIdOfTheResetIsAPlaceToComeBackTo() throws Exception {
        String reset;
        try (Subscription events = watch(null)) {
            reset = events.next(Duration.ZERO).getFirst().id();
        }
        feed.publish(OURS, key("a"));

        try (Subscription again = watch(reset)) {
            assertThat(next(again)).containsExactly(key("a"));
        }
    }

    @Test
    void aSlowWatcherMissesTheOldestAndIsToldSo() throws Exception {
        try (Subscription events = watch(null)) {
            next(events);

            for (int i = 0; i < CAPACITY + 3; i++) {
                feed.publish(OURS, key("k" + i));
            }

            assertThat(next(events)).hasSize(CAPACITY + 1).first().isInstanceOf(Reset.class);
            feed.publish(OURS, key("later"));
            assertThat(next(events)).containsExactly(key("later"));
        }
    }

    @Test
    void aPlaceThatTheRingNoLongerHasBeginsWithAReset() throws Exception {
        feed.publish(OURS, key("a"));
        String old;
        try (Subscription events = watch(null)) {
            old = events.next(Duration.ZERO).getFirst().id();
        }
        for (int i = 0; i < CAPACITY + 1; i++) {
            feed.publish(OURS, key("k" + i));
        }

        try (Subscription again = watch(old)) {
            assertThat(next(again)).hasExactlyElementsOfTypes(Reset.class);
        }
    }

    @Test
    void anIdOfAnotherProcessOrOfNobodyBeginsWithAReset() throws Exception {
        feed.publish(OURS, key("a"));
        String ofThisProcess;
        try (Subscription events = watch(null)) {
            ofThisProcess = events.next(Duration.ZERO).getFirst().id();
        }
        clock.advance(Duration.ofMillis(1));
        LiveFeed restarted = new LiveFeed(clock, CAPACITY);

        for (String id : List.of(ofThisProcess, "nonsense", "-5", "9223372036854775807")) {
            try (Subscription events = restarted.subscribe(OURS, _ -> true, id)) {
                assertThat(next(events)).as(id).hasExactlyElementsOfTypes(Reset.class);
            }
        }
    }

    @Test
    void aWaitingWatcherIsWokenByAnEventAndByTheEnd() throws Exception {
        try (Subscription events = watch(null)) {
            next(events);
            CompletableFuture<List<PlatformEvent>> waiting = waiting(events);
            feed.publish(OURS, key("a"));
            assertThat(waiting.get(5, TimeUnit.SECONDS)).containsExactly(key("a"));

            CompletableFuture<List<PlatformEvent>> last = waiting(events);
            feed.close();

            assertThat(last.get(5, TimeUnit.SECONDS)).isEmpty();
            assertThat(events.isOver()).isTrue();
        }
    }

    @Test
    void thereAreNeverMoreWatchersThanTheBound() {
        List<Subscription> open = new ArrayList<>();
        for (int i = 0; i < Limits.LIVE_SUBSCRIBERS_MAX; i++) {
            open.add(watch(null));
        }

        assertThatThrownBy(() -> watch(null))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("1,000");
        open.getFirst().close();
        open.getFirst().close();
        open.add(watch(null));
        assertThatThrownBy(() -> watch(null)).isInstanceOf(PlatformException.class);
        open.forEach(Subscription::close);
        assertThat(feed.isWatched()).isFalse();
    }

    private Subscription watch(String lastEventId) {
        return feed.subscribe(OURS, _ -> true, lastEventId);
    }

    private static CompletableFuture<List<PlatformEvent>> waiting(Subscription events) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return events.next(Duration.ofSeconds(30)).stream()
                        .map(LiveEntry::event)
                        .toList();
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        });
    }

    private static List<PlatformEvent> next(Subscription events) throws InterruptedException {
        return events.next(Duration.ZERO).stream().map(LiveEntry::event).toList();
    }

    private static KeyChanged key(String id) {
        return new KeyChanged(1, new ApiKeyId(id), "created");
    }
}
