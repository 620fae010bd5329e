package dev.llmaas.platform.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersDecoder;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A connection of HTTP/2 whose frames are written by hand, to a plain port of loopback, and what comes back. Belongs to one
 * thread.
 */
final class RawHttp2 implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int CONTINUATION = 9;

    static final int ACK = 1;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    static final int PRIORITY = 0x20;

    static final long PROTOCOL_ERROR = 1;
    static final long REFUSED_STREAM = 7;
    static final long CANCEL = 8;
    static final long ENHANCE_YOUR_CALM = 11;

    private static final int PATIENCE_MS = 30_000;
    /** Small, so that a server soon notices who does not read. */
    private static final int RECEIVE_BUFFER_BYTES = 8 * 1024;

    private static final int PRIORITY_BYTES = 5;
    private static final int FRAME_BYTES_MAX = 16 * 1024;
    private static final long LIST_BYTES_MAX = 1024 * 1024;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final Http2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(true, LIST_BYTES_MAX);

    /** A frame as it came. */
    record Frame(int type, int flags, int stream, byte[] payload) {
        /** The number of the error that a reset or a farewell names. */
        long error() {
            return Integer.toUnsignedLong(ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0));
        }
    }

    /** What came on one stream: an answer, a reset, or the end of everything. */
    record Answer(String status, Map<String, String> headers, String body, long reset, long farewell) {
        static final long NONE = -1;
    }

    /** Connects and tells that it speaks HTTP/2 without having asked. */
    RawHttp2(int port) throws IOException {
        socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        socket.setSoTimeout(PATIENCE_MS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = new DataInputStream(socket.getInputStream());
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        write(SETTINGS, 0, 0, new byte[0]);
    }

    void write(int type, int flags, int stream, byte[] payload) throws IOException {
        socket.getOutputStream().write(frame(type, flags, stream, payload));
    }

    /** The bytes of one frame, or of several frames after each other. */
    void write(byte[] frames) throws IOException {
        socket.getOutputStream().write(frames);
    }

    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** What a reset says. */
    static byte[] number(long error) {
        return ByteBuffer.allocate(4).putInt((int) error).array();
    }

    /** A head of names and values in turn, as literals that nobody remembers (RFC 7541 section 6.2.2). */
    static byte[] head(String... namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            block.write(0);
            literal(block, namesAndValues[i]);
            literal(block, namesAndValues[i + 1]);
        }
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < 0x7F) {
            block.write(bytes.length);
        } else {
            block.write(0x7F);
            int rest = bytes.length - 0x7F;
            for (; rest >= 0x80; rest >>= 7) {
                block.write(rest & 0x7F | 0x80);
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }

    /** Asks with this head and no body, in as many frames as it needs, and waits for what comes of it. */
    Answer ask(int stream, byte[] head) throws IOException {
        begin(stream, END_STREAM, head);
        return answer(stream);
    }

    /** Sends a head without waiting. */
    void begin(int stream, int flags, byte[] head) throws IOException {
        for (int from = 0; from == 0 || from < head.length; from += FRAME_BYTES_MAX) {
            int to = Math.min(head.length, from + FRAME_BYTES_MAX);
            int last = to == head.length ? END_HEADERS : 0;
            byte[] part = Arrays.copyOfRange(head, from, to);
            write(from == 0 ? HEADERS : CONTINUATION, (from == 0 ? flags : 0) | last, stream, part);
        }
    }

    /** Reads until the stream has ended in one way or another; what belongs to other streams is thrown away. */
    Answer answer(int stream) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        StringBuilder body = new StringBuilder();
        while (true) {
            Frame frame = next();
            if (frame.type == GOAWAY) {
                return new Answer("", headers, body.toString(), Answer.NONE, frame.error());
            }
            if (frame.type == HEADERS) {
                decode(frame, headers);
            }
            if (frame.stream != stream) {
                continue;
            }
            if (frame.type == DATA) {
                body.append(new String(frame.payload, StandardCharsets.UTF_8));
            }
            boolean reset = frame.type == RST_STREAM;
            if (reset || (frame.type <= HEADERS && (frame.flags & END_STREAM) != 0)) {
                String status = headers.getOrDefault(":status", "");
                return new Answer(status, headers, body.toString(), reset ? frame.error() : Answer.NONE, Answer.NONE);
            }
        }
    }

    private void decode(Frame frame, Map<String, String> headers) throws IOException {
        int from = (frame.flags & PRIORITY) == 0 ? 0 : PRIORITY_BYTES;
        try {
            Map<String, String> found = new LinkedHashMap<>();
            decoder.decodeHeaders(
                            frame.stream, Unpooled.wrappedBuffer(frame.payload, from, frame.payload.length - from))
                    .forEach(header -> found.put(
                            header.getKey().toString(), header.getValue().toString()));
            headers.putAll(found);
        } catch (Http2Exception odd) {
            throw new IOException("an answer with a head that cannot be read", odd);
        }
    }

    /** The next frame. */
    Frame next() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = new byte[length];
        in.readFully(payload);
        if (type == SETTINGS && flags == 0) {
            write(SETTINGS, ACK, 0, new byte[0]);
        }
        return new Frame(type, flags, stream, payload);
    }

    /** Reads until the server says farewell, and returns why. */
    long farewell() throws IOException {
        while (true) {
            Frame frame = next();
            if (frame.type == GOAWAY) {
                return frame.error();
            }
        }
    }

    /** Whether the server has ended the connection, once all that it sent has been read. */
    boolean isEnded() throws IOException {
        try {
            while (true) {
                next();
            }
        } catch (EOFException | SocketException ended) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
