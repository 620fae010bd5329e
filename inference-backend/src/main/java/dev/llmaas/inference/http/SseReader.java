package dev.llmaas.inference.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into server-sent events as the WHATWG standard (section 9.2.6) says: all three line ends, a
 * byte order mark at the start, comments and unknown fields skipped, events without data dropped, and an event that the
 * end of the stream cuts off lost. It keeps at most the bytes of one event. Not thread-safe.
 */
public final class SseReader {
    /** An event or line that is longer than the reader keeps. */
    public static final class FrameTooLargeException extends RuntimeException {
        FrameTooLargeException(int frameBytesMax) {
            super("An event of the stream is longer than %d bytes.".formatted(frameBytesMax));
        }
    }

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ID = "id".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT = "event".getBytes(StandardCharsets.US_ASCII);
    private static final int FIRST_BYTES = 512;

    private final int frameBytesMax;
    private final Consumer<SseFrame> frames;
    private byte[] line = new byte[FIRST_BYTES];
    private int lineLength;
    private byte[] data = new byte[FIRST_BYTES];
    private int dataLength;
    private boolean hasData;
    private @Nullable String id;
    private @Nullable String event;
    private boolean first = true;
    private boolean afterCarriageReturn;

    /**
     * A reader at the start of a stream.
     *
     * @param frameBytesMax the longest event, from 1
     * @param frames gets each event as soon as its empty line is read, on the thread that called {@link #read}
     */
    public SseReader(int frameBytesMax, Consumer<SseFrame> frames) {
        this.frameBytesMax = frameBytesMax;
        this.frames = frames;
    }

    /** Takes the next bytes, all of them. */
    public void read(byte[] bytes) {
        read(bytes, 0, bytes.length);
    }

    /**
     * Takes the next bytes.
     *
     * @throws FrameTooLargeException if an event is longer than the reader keeps; the reader is of no use afterwards
     */
    public void read(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int start = offset;
        for (int i = offset; i < end; i++) {
            byte next = bytes[i];
            if (next != '\n' && next != '\r') {
                afterCarriageReturn = false;
                continue;
            }
            boolean secondHalf = next == '\n' && afterCarriageReturn;
            afterCarriageReturn = next == '\r';
            if (!secondHalf) {
                keep(bytes, start, i);
                endLine();
            }
            start = i + 1;
        }
        keep(bytes, start, end);
    }

    private void keep(byte[] bytes, int from, int to) {
        int added = to - from;
        if (added > frameBytesMax - lineLength - dataLength) {
            throw new FrameTooLargeException(frameBytesMax);
        }
        line = withRoom(line, lineLength, added);
        System.arraycopy(bytes, from, line, lineLength, added);
        lineLength += added;
    }

    private void endLine() {
        int start = first && startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
        first = false;
        if (start == lineLength) {
            endFrame();
        } else {
            field(start);
        }
        lineLength = 0;
    }

    private void field(int start) {
        int colon = start;
        while (colon < lineLength && line[colon] != ':') {
            colon++;
        }
        int value = Math.min(colon + 1, lineLength);
        if (value < lineLength && line[value] == ' ') {
            value++;
        }
        if (isField(DATA, start, colon)) {
            addData(value);
        } else if (isField(ID, start, colon)) {
            id = text(value);
        } else if (isField(EVENT, start, colon)) {
            event = text(value);
        }
    }

    private void addData(int value) {
        int added = lineLength - value;
        data = withRoom(data, dataLength, added + 1);
        if (hasData) {
            data[dataLength++] = '\n';
        }
        System.arraycopy(line, value, data, dataLength, added);
        dataLength += added;
        hasData = true;
    }

    private void endFrame() {
        SseFrame frame = hasData ? new SseFrame(id, event, Arrays.copyOf(data, dataLength)) : null;
        id = null;
        event = null;
        dataLength = 0;
        hasData = false;
        if (frame != null) {
            frames.accept(frame);
        }
    }

    private boolean isField(byte[] name, int from, int to) {
        return Arrays.equals(name, 0, name.length, line, from, to);
    }

    private boolean startsWith(byte[] prefix) {
        return lineLength >= prefix.length && Arrays.equals(prefix, 0, prefix.length, line, 0, prefix.length);
    }

    private String text(int from) {
        return new String(line, from, lineLength - from, StandardCharsets.UTF_8);
    }

    private static byte[] withRoom(byte[] array, int used, int added) {
        int needed = used + added;
        return needed <= array.length ? array : Arrays.copyOf(array, Math.max(needed, array.length * 2));
    }
}
