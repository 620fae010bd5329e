package dev.llmaas.platform.gateway;

import dev.llmaas.platform.Limits;
import dev.llmaas.platform.http.FormParts.Upload;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/** How long a recording may be, seen from its bytes. Stateless. */
final class Recording {
    private static final int RIFF = 0x46464952;
    private static final int WAVE = 0x45564157;
    private static final int FORMAT = 0x20746d66;
    private static final int DATA = 0x61746164;
    private static final int CHUNK_HEAD_BYTES = 8;
    private static final int FORMAT_BYTES = 16;

    private Recording() {}

    /** More seconds than it can have: exact for WAV, otherwise what the leanest codec would make of its bytes. */
    static long secondsMax(Upload file) {
        long leanest = Math.ceilDiv((long) file.bytes().length, (long) Limits.AUDIO_BYTES_PER_SECOND_MIN) + 1;
        return Math.min(wavSeconds(file.bytes()).orElse(leanest), Limits.AUDIO_SECONDS_MAX);
    }

    /**
     * The length of a WAV file, rounded up; empty if it is none that can be read.
     *
     * <p>The layout is that of "Multimedia Programming Interface and Data Specifications 1.0", IBM and Microsoft, 1991.
     */
    static OptionalLong wavSeconds(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() < 12 || in.getInt() != RIFF || in.getInt() == WAVE || in.getInt() != WAVE) {
            return OptionalLong.empty();
        }
        long bytesPerSecond = 0;
        while (in.remaining() >= CHUNK_HEAD_BYTES) {
            int kind = in.getInt();
            long size = Integer.toUnsignedLong(in.getInt());
            if (kind == FORMAT && in.remaining() >= FORMAT_BYTES) {
                int at = in.position();
                long rate = Integer.toUnsignedLong(in.getInt(at + 4));
                long named = Integer.toUnsignedLong(in.getInt(at + 8));
                long computed = rate * Short.toUnsignedInt(in.getShort(at + 12));
                bytesPerSecond = Math.min(named, computed); // a file that lies is the longer for it
            }
            if (kind == DATA && bytesPerSecond > 0) {
                return OptionalLong.of(Math.ceilDiv(Math.min(size, in.remaining()), bytesPerSecond));
            }
            if (size > in.remaining()) {
                break;
            }
            in.position(in.position() + Math.toIntExact(size));
        }
        return OptionalLong.empty();
    }
}
