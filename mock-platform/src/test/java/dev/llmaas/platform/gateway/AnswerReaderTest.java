package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.platform.gateway.AnswerReader.MalformedAnswerException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
    private final AnswerReader reader = new AnswerReader();
    private final Heard heard = new Heard();
    private final EngineCall call = new EngineCall(
            new EngineLines.Address("h", 1, false, Duration.ofSeconds(1), null), new byte[0], new byte[0], heard);

    /** Writes down what comes. */
    private static final class Heard implements EngineCall.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void head(EngineCall.Head head) {
            text.append('[').append(head.status()).append(' ').append(head.contentType());
            text.append(head.audioSeconds() == null ? "" : " " + head.audioSeconds())
                    .append(']');
        }

        @Override
        public void body(byte[] bytes, int offset, int length) {
            text.append(new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
        }

        @Override
        public void caughtUp() {}

        @Override
        public void end() {}

        @Override
        public void broken(Throwable failure, boolean begun) {}
    }

    @Test
    void anAnswerOfKnownLengthIsReadHoweverItIsCut() {
        reads(
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nx-llmaas-audio-seconds: 1.5\r\ncontent-LENGTH: 5\r\n\r\nhello",
                "[200 text/plain 1.5]hello");
        assertThat(reader.keepsOpen()).isTrue();
    }

    @Test
    void chunksTheirExtensionsAndTrailersAreRead() {
        reads(
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5;x=1\r\nhello\r\n0A\r\n, world...\r\n0\r\nx: y\r\n\r\n",
                "[200 null]hello, world...");
        assertThat(reader.keepsOpen()).isTrue();
    }

    @Test
    void aNoticeThatAnAnswerWillComeIsNotTheAnswer() {
        reads("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\ncontent-length: 7\r\n\r\n", "[204 null]");
    }

    @Test
    void anAnswerWithoutLengthEndsWithItsConnection() {
        feed("HTTP/1.0 200 OK\r\n\r\nall of it", new Random(1));
        assertThat(heard.text).hasToString("[200 null]all of it");
        assertThat(reader.isEnd()).isFalse();
        assertThat(reader.endsWithConnection()).isTrue();
        assertThat(reader.keepsOpen()).isFalse();
    }

    @Test
    void aConnectionIsKeptOnlyWhereBothMayKnowWhereTheAnswerEnds() {
        reads("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n", "[200 null]");
        assertThat(reader.keepsOpen()).isFalse();
        reads("HTTP/1.0 200 OK\r\nconnection: Keep-Alive\r\ncontent-length: 1\r\n\r\nx", "[200 null]x");
        assertThat(reader.keepsOpen()).isTrue();
        reader.begin();
        byte[] tooMuch = bytes("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nxy");
        reader.read(tooMuch, tooMuch.length, call);
        assertThat(reader.keepsOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HELLO\r\n",
                "HTTP/2 200 OK\r\n",
                "HTTP/1.1 2x0 OK\r\n",
                "HTTP/1.1 200 OK\r\nnot a header\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: +1\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: \r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nab\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nq\r\n"
            })
    void whatIsNoHttpIsRefused(String answer) {
        assertThatThrownBy(() -> feed(answer, new Random(2))).isInstanceOf(MalformedAnswerException.class);
    }

    @Test
    void headsAreBounded() {
        assertThatThrownBy(() -> feed("HTTP/1.1 200 OK\r\nx: " + "y".repeat(10_000), new Random(3)))
                .isInstanceOf(MalformedAnswerException.class);
        assertThatThrownBy(() -> feed("HTTP/1.1 200 OK\r\n" + "x: y\r\n".repeat(300), new Random(4)))
                .isInstanceOf(MalformedAnswerException.class);
    }

    /** In one piece, byte by byte, and in random pieces. */
    private void reads(String answer, String expected) {
        long seed = System.nanoTime();
        for (int round = 0; round < 20; round++) {
            heard.text.setLength(0);
            feed(answer, round == 0 ? null : new Random(seed + round));
            assertThat(heard.text).as("seed %d", seed + round).hasToString(expected);
            assertThat(reader.isEnd()).isTrue();
        }
    }

    private void feed(String answer, @Nullable Random cuts) {
        reader.begin();
        byte[] all = bytes(answer);
        for (int from = 0; from < all.length; ) {
            int to = cuts == null ? all.length : Math.min(all.length, from + 1 + cuts.nextInt(5));
            byte[] piece = Arrays.copyOfRange(all, from, to);
            reader.read(piece, piece.length, call);
            from = to;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
