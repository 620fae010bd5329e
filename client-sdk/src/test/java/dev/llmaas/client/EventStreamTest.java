package dev.llmaas.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.event.PlatformEvent;
import dev.llmaas.client.EventStream.State;
import dev.llmaas.client.internal.HttpTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    private final List<Duration> pauses = new ArrayList<>();
    private final List<State> states = new ArrayList<>();

    @AutoClose
    private final PretendPlatform platform = new PretendPlatform();

    @AutoClose
    private final HttpTransport transport = new HttpTransport(platform.options(), Credentials.NOBODY);

    @Test
    void aBrokenFeedResumesAfterTheLastEvent() throws Exception {
        platform.answerEvents(reset(7) + reset(8));
        platform.answer(503, "");
        platform.answerEvents(reset(9));

        try (EventStream events = stream()) {
            assertThat(events.next().id()).isEqualTo("7");
            assertThat(events.next().id()).isEqualTo("8");
            assertThat(events.next().event()).isEqualTo(new PlatformEvent.Reset(9));
            assertThat(events.lastEventId()).contains("9");
        }

        assertThat(platform.request().getHeaders().get("last-event-id")).isNull();
        assertThat(platform.request().getHeaders().get("last-event-id")).isEqualTo("8");
        assertThat(platform.request().getHeaders().get("last-event-id")).isEqualTo("8");
        assertThat(states)
                .extracting(state -> state.getClass().getSimpleName())
                .containsExactly("Connected", "Waiting", "Waiting", "Connected");
    }

    @Test
    void pausesGrowAndHaveABound() throws Exception {
        for (int i = 0; i < 12; i++) {
            platform.answer(503, "");
        }
        platform.answerEvents(reset(1));

        try (EventStream events = stream()) {
            events.next();
        }

        assertThat(pauses).hasSize(12).isSorted();
        assertThat(pauses.getFirst()).isEqualTo(Duration.ofMillis(250));
        assertThat(pauses.getLast()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aPauseThatThePlatformAsksForIsKept() throws Exception {
        platform.server.enqueue(new MockResponse.Builder()
                .code(503)
                .addHeader("retry-after", "3")
                .build());
        platform.answerEvents(reset(1));

        try (EventStream events = stream()) {
            events.next();
        }

        assertThat(pauses).containsExactly(Duration.ofSeconds(3));
    }

    @Test
    void aRefusalThatDoesNotPassIsThrown() throws Exception {
        platform.answer(403, "");

        try (EventStream events = stream()) {
            assertThatThrownBy(events::next).isInstanceOf(ApiException.class);
        }
        assertThat(pauses).isEmpty();
    }

    @Test
    void eventsOfANewerPlatformAreLeftOut() throws Exception {
        platform.answerEvents("id: 1\ndata: {\"type\":\"from_the_future\",\"at_ms\":1}\n\n" + reset(2));

        try (EventStream events = stream()) {
            assertThat(events.next().id()).isEqualTo("2");
        }
    }

    @Test
    void closingEndsAReaderThatWaits() throws Exception {
        platform.server.enqueue(new MockResponse.Builder()
                .addHeader("content-type", "text/event-stream")
                .body(reset(1) + reset(2).repeat(100))
                .throttleBody(reset(1).length(), 20, TimeUnit.SECONDS)
                .build());
        CountDownLatch first = new CountDownLatch(1);
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        EventStream events = stream();
        Thread.ofVirtual().start(() -> {
            try {
                while (events.next() != null) {
                    first.countDown();
                }
                ended.complete(true);
            } catch (InterruptedException | RuntimeException e) {
                ended.completeExceptionally(e);
            }
        });
        assertThat(first.await(5, TimeUnit.SECONDS)).isTrue();

        events.close();

        assertThat(ended.get(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void closingEndsAReaderThatPauses() throws Exception {
        platform.close();
        CountDownLatch waiting = new CountDownLatch(1);
        EventStream real = new EventStream(transport, null, state -> waiting.countDown(), null, () -> 1);
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                ended.complete(real.next() == null);
            } catch (InterruptedException | RuntimeException e) {
                ended.completeExceptionally(e);
            }
        });
        assertThat(waiting.await(15, TimeUnit.SECONDS)).isTrue();

        real.close();

        assertThat(ended.get(5, TimeUnit.SECONDS)).isTrue();
    }

    private EventStream stream() {
        return new EventStream(transport, null, states::add, pauses::add, () -> 1);
    }

    private static String reset(int id) {
        return "id: %d\ndata: {\"type\":\"reset\",\"at_ms\":%d}\n\n".formatted(id, id);
    }
}
