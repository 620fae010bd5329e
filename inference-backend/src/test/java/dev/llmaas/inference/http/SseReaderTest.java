package dev.llmaas.inference.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SseReaderTest {
    private final List<String> seen = new ArrayList<>();
    private final SseReader reader = new SseReader(1000, frame -> seen.add(frame.id() + "|" + frame.text()));

    @Test
    void anEventHasItsIdAndData() {
        read("id: 12\ndata: {\"a\":1}\n\n");

        assertThat(seen).containsExactly("12|{\"a\":1}");
    }

    @Test
    void whatTheWriterWritesTheReaderReads() {
        byte[] data = "{\"text\":\"größe 🙂\"}".getBytes(StandardCharsets.UTF_8);

        reader.read(SseWriter.frame("7", data).getBytes());
        reader.read(SseWriter.frame(null, data).getBytes());

        assertThat(seen).containsExactly("7|{\"text\":\"größe 🙂\"}", "null|{\"text\":\"größe 🙂\"}");
    }

    @Test
    void allLineEndsCommentsAndTheByteOrderMarkAreUnderstood() {
        read("\ufeffdata: a\r\n\r\n: comment\rdata:b\r\rdata: c\ndata: d\nretry: 5\n\n\n\nevent: only\n\n");

        assertThat(seen).containsExactly("null|a", "null|b", "null|c\nd");
    }

    @Test
    void anEventThatIsCutOffIsNotSeen() {
        read("data: whole\n\ndata: half\n");

        assertThat(seen).containsExactly("null|whole");
    }

    @Test
    void theEndMarkIsRecognized() {
        List<Boolean> done = new ArrayList<>();
        SseReader marks = new SseReader(100, frame -> done.add(frame.isDone()));

        marks.read("data: [DONE]\n\ndata: [DONE] \n\n".getBytes(StandardCharsets.UTF_8));

        assertThat(done).containsExactly(true, false);
    }

    @Test
    void anEventBeyondTheBoundIsRefused() {
        read("data: " + "x".repeat(900) + "\n");

        assertThatThrownBy(() -> read("data: " + "x".repeat(200)))
                .isInstanceOf(SseReader.FrameTooLargeException.class)
                .hasMessageContaining("1000 bytes");
    }

    @Test
    void howTheBytesAreCutDoesNotMatter() {
        long seed = System.nanoTime();
        System.out.println("SseReaderTest seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        String text = "id: 1\r\ndata: größe\r\n\r\ndata: 日本\n\n:c\n\rid: 3\rdata: 🙂\rdata: b\r\rdata: [DONE]\n\n";
        read(text);
        List<String> whole = List.copyOf(seen);

        for (int round = 0; round < 2_000; round++) {
            seen.clear();
            SseReader pieces = new SseReader(1000, frame -> seen.add(frame.id() + "|" + frame.text()));
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            int at = 0;
            while (at < bytes.length) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(9));
                pieces.read(bytes, at, length);
                at += length;
            }
            assertThat(seen).isEqualTo(whole);
        }
    }

    private void read(String text) {
        reader.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
