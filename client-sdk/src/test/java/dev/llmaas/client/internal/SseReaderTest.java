package dev.llmaas.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.client.internal.SseReader.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okio.Buffer;
import org.junit.jupiter.api.Test;

class SseReaderTest {
    @Test
    void eventsAreReadAsTheStandardWritesThem() throws IOException {
        assertThat(
                        read(
                                "data: one\n\ndata:two\ndata\ndata:  three\nid: 7\n\n: comment\n\nevent: x\ndata: four\r\n\r\n"))
                .containsExactly(new Event(null, "one"), new Event("7", "two\n\n three"), new Event("7", "four"));
    }

    @Test
    void whatTheEndCutsOffIsDropped() throws IOException {
        assertThat(read("data: whole\n\ndata: half\n")).containsExactly(new Event(null, "whole"));
        assertThat(read("data: whole\n\ndata: ha")).containsExactly(new Event(null, "whole"));
        assertThat(read("")).isEmpty();
    }

    @Test
    void theStreamMayAskForAPause() throws IOException {
        SseReader reader = new SseReader(new Buffer().writeUtf8("retry: 1500\nretry: never\ndata: x\n\n"));

        reader.next();

        assertThat(reader.retry()).contains(Duration.ofMillis(1500));
    }

    @Test
    void aLineOrAnEventBeyondTheBoundIsRefused() {
        String long1 = "x".repeat(Limits.EVENT_BYTES_MAX / 2);

        assertThatThrownBy(() -> read("data: " + long1 + long1 + "\n\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than");
        assertThatThrownBy(() -> read(("data: " + long1 + "\n").repeat(3) + "\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than");
    }

    private static List<Event> read(String text) throws IOException {
        SseReader reader = new SseReader(new Buffer().writeUtf8(text));
        List<Event> events = new ArrayList<>();
        for (Event event = reader.next(); event != null; event = reader.next()) {
            events.add(event);
        }
        return events;
    }
}
