package dev.llmaas.console.desktop.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.event.Outcome;
import dev.llmaas.api.event.PlatformEvent;
import dev.llmaas.client.AdminClient;
import dev.llmaas.console.desktop.FakePlatform;
import dev.llmaas.console.desktop.Samples;
import dev.llmaas.console.desktop.async.LiveState.Link;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveStateTest {
    private final FakePlatform platform = new FakePlatform();
    private final List<Tick> ticks = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void eventsOfABurstArriveAsSums() {
        int burst = 500;
        StringBuilder events = new StringBuilder();
        for (int i = 0; i < burst; i++) {
            events.append(event(i, Samples.call(i, Outcome.COMPLETED, Samples.NOW)));
        }
        platform.stream("GET /admin/v1/events", events.toString());

        try (LiveState _ = follow()) {
            await().until(() ->
                    ticks.stream().mapToLong(tick -> tick.totals().requests()).sum() >= burst);
        }

        assertThat(ticks.size()).isLessThan(burst);
        assertThat(ticks).allSatisfy(tick -> assertThat(tick.latest()).hasSizeLessThanOrEqualTo(50));
    }

    @Test
    void aSettledCallIsInTheNextTick() {
        platform.stream("GET /admin/v1/events", event(1, Samples.call(1, Outcome.COMPLETED, Samples.NOW)));

        try (LiveState _ = follow()) {
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> ticks.stream().anyMatch(tick -> tick.totals().requests() == 1));
        }

        assertThat(ticks)
                .filteredOn(tick -> tick.totals().requests() == 1)
                .first()
                .satisfies(
                        tick -> assertThat(tick.latest().getFirst().keyName()).isEqualTo("contract-analysis"));
    }

    @Test
    void ticksComeWithoutEventsToo() {
        platform.stall("GET /admin/v1/events");

        try (LiveState _ = follow()) {
            await().until(() -> ticks.size() >= 3);
        }

        assertThat(ticks)
                .allSatisfy(tick -> assertThat(tick.totals().requests()).isZero());
    }

    @Test
    void aRefusalEndsTheSubscriptionAndSaysWhy() {
        platform.refuse("GET /admin/v1/events", ErrorCode.PERMISSION_DENIED);

        try (LiveState live = follow()) {
            await().until(() -> live.linkProperty().get() instanceof Link.Broken);
        }
    }

    private LiveState follow() {
        AdminClient admin = platform.admin();
        LiveState live = new LiveState(
                listener -> admin.events(null, listener), new Background(Runnable::run), InstantSource.system());
        live.onTick(ticks::add);
        live.start();
        return live;
    }

    private static String event(int id, PlatformEvent event) {
        return "id: %d\ndata: %s\n\n".formatted(id, WireJson.mapper().writeValueAsString(event));
    }
}
