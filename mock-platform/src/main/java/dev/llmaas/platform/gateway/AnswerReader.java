package dev.llmaas.platform.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answers of one HTTP/1.1 connection (RFC 9112), each after {@link #begin}. It reads what engines send: a body of a known
 * length, in chunks, or up to the end of the connection. Confined to one thread.
 */
final class AnswerReader {
    private static final int LINE_BYTES_MAX = 8 * 1024;
    private static final int HEAD_LINES_MAX = 200;

    /** What an engine sent is no HTTP. */
    static final class MalformedAnswerException extends RuntimeException {
        MalformedAnswerException(String message) {
            super(message);
        }
    }

    private enum Step {
        STATUS,
        HEADER,
        BODY_OF_LENGTH,
        BODY_TO_THE_END,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER,
        END
    }

    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private Step step = Step.END;
    private boolean begun;
    private boolean keepsOpen;
    private boolean surplus;
    private int lines;
    private int status;
    private long left;
    private boolean chunked;
    private @Nullable String contentType;
    private @Nullable String audioSeconds;

    /** The next bytes are those of a new answer. */
    void begin() {
        step = Step.STATUS;
        begun = false;
        surplus = false;
        line.reset();
        newHead();
    }

    private void newHead() {
        lines = 0;
        left = -1;
        chunked = false;
        contentType = null;
        audioSeconds = null;
    }

    /**
     * Reads bytes and tells the call's listener of them.
     *
     * @throws MalformedAnswerException if they are no HTTP; the connection is of no use afterwards
     */
    void read(byte[] bytes, int length, EngineCall call) {
        begun = true;
        int at = 0;
        while (at < length && step != Step.END) {
            at = switch (step) {
                case BODY_OF_LENGTH, CHUNK, BODY_TO_THE_END -> body(bytes, at, length, call);
                case STATUS, HEADER, CHUNK_SIZE, CHUNK_END, TRAILER -> line(bytes, at, length, call);
                case END -> length;
            };
        }
        surplus |= at < length;
    }

    /** Whether anything of the answer has come. */
    boolean hasBegun() {
        return begun;
    }

    /** Whether its head is complete. */
    boolean isBody() {
        return step != Step.STATUS && step != Step.HEADER;
    }

    boolean isEnd() {
        return step == Step.END;
    }

    /** Whether the end of the connection completes the answer. */
    boolean endsWithConnection() {
        return step == Step.BODY_TO_THE_END;
    }

    /** Whether another call may follow on this connection. */
    boolean keepsOpen() {
        return keepsOpen && !surplus;
    }

    private int body(byte[] bytes, int at, int length, EngineCall call) {
        int taken = step == Step.BODY_TO_THE_END ? length - at : (int) Math.min(left, length - at);
        EngineCall.Listener listener = call.listener();
        if (listener != null) {
            listener.body(bytes, at, taken);
        }
        if (step != Step.BODY_TO_THE_END) {
            left -= taken;
            if (left == 0) {
                step = step == Step.CHUNK ? Step.CHUNK_END : Step.END;
            }
        }
        return at + taken;
    }

    /** Reads up to the end of a line, and what it says if it is whole. */
    private int line(byte[] bytes, int at, int length, EngineCall call) {
        int end = at;
        while (end < length && bytes[end] != '\n') {
            end++;
        }
        if (line.size() + end - at > LINE_BYTES_MAX) {
            throw new MalformedAnswerException(
                    "A line of the answer is longer than %d bytes.".formatted(LINE_BYTES_MAX));
        }
        if (end == length) {
            line.write(bytes, at, end - at);
            return length;
        }
        String text;
        if (line.size() == 0) {
            text = new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
        } else {
            line.write(bytes, at, end - at);
            text = line.toString(StandardCharsets.ISO_8859_1);
            line.reset();
        }
        says(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text, call);
        return end + 1;
    }

    private void says(String text, EngineCall call) {
        switch (step) {
            case STATUS -> status(text);
            case HEADER -> {
                if (text.isEmpty()) {
                    headEnds(call);
                } else {
                    header(text);
                }
            }
            case CHUNK_SIZE -> chunkSize(text);
            case CHUNK_END -> {
                if (!text.isEmpty()) {
                    throw new MalformedAnswerException("A chunk of the answer is longer than it said.");
                }
                step = Step.CHUNK_SIZE;
            }
            case TRAILER -> {
                count();
                step = text.isEmpty() ? Step.END : Step.TRAILER;
            }
            case BODY_OF_LENGTH, BODY_TO_THE_END, CHUNK, END -> throw new IllegalStateException("No line was due.");
        }
    }

    private void status(String text) {
        boolean isHttp = text.length() >= 12 && text.startsWith("HTTP/1.") && text.charAt(8) == ' ';
        if (!isHttp) {
            throw new MalformedAnswerException("The answer does not begin like one of HTTP/1.1.");
        }
        keepsOpen = text.charAt(7) != '0';
        status = number(text.substring(9, 12), 10);
        step = Step.HEADER;
    }

    private void header(String text) {
        count();
        int colon = text.indexOf(':');
        if (colon <= 0) {
            throw new MalformedAnswerException("A header of the answer has no name.");
        }
        switch (colon) { // names of other lengths do not matter
            case 10 -> {
                if (isNamed(text, "connection")) {
                    String value = text.substring(colon + 1).toLowerCase(Locale.ROOT);
                    keepsOpen = value.contains("keep-alive") || (keepsOpen && !value.contains("close"));
                }
            }
            case 12 -> {
                if (isNamed(text, "content-type")) {
                    contentType = text.substring(colon + 1).strip();
                }
            }
            case 14 -> {
                if (isNamed(text, "content-length")) {
                    left = number(text.substring(colon + 1).strip(), 10);
                }
            }
            case 17 -> {
                if (isNamed(text, "transfer-encoding")) {
                    chunked = text.substring(colon + 1).strip().equalsIgnoreCase("chunked");
                    if (!chunked) {
                        throw new MalformedAnswerException("The answer is encoded in a way that nobody asked for.");
                    }
                }
            }
            case 22 -> {
                if (isNamed(text, "x-llmaas-audio-seconds")) {
                    audioSeconds = text.substring(colon + 1).strip();
                }
            }
            default -> {}
        }
    }

    private static boolean isNamed(String text, String name) {
        return text.regionMatches(true, 0, name, 0, name.length());
    }

    private void headEnds(EngineCall call) {
        if (status / 100 == 1) { // only a notice that an answer will come
            newHead();
            step = Step.STATUS;
            return;
        }
        boolean empty = status == 204 || status == 304;
        if (empty || (!chunked && left == 0)) {
            step = Step.END;
        } else if (chunked) {
            step = Step.CHUNK_SIZE;
        } else {
            step = left > 0 ? Step.BODY_OF_LENGTH : Step.BODY_TO_THE_END;
            keepsOpen &= left > 0;
        }
        EngineCall.Listener listener = call.listener();
        if (listener != null) {
            listener.head(new EngineCall.Head(status, contentType, audioSeconds));
        }
    }

    private void chunkSize(String text) {
        int extension = text.indexOf(';');
        left = number((extension < 0 ? text : text.substring(0, extension)).strip(), 16);
        lines = 0;
        step = left == 0 ? Step.TRAILER : Step.CHUNK;
    }

    private void count() {
        if (++lines > HEAD_LINES_MAX) {
            throw new MalformedAnswerException("The answer has more than %d headers.".formatted(HEAD_LINES_MAX));
        }
    }

    private static int number(String digits, int radix) {
        try {
            int number = Integer.parseInt(digits, radix);
            if (number >= 0 && Character.digit(digits.charAt(0), radix) >= 0) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            throw malformedNumber();
        }
        throw malformedNumber();
    }

    private static MalformedAnswerException malformedNumber() {
        return new MalformedAnswerException("A length or status in the answer is no number.");
    }
}
