package dev.llmaas.inference.whisper;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.inference.EngineException.Rejected;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads WAV files: whole numbers of 8, 16, 24 or 32 bits and numbers with a fraction of 32 or 64 bits, any channels and
 * rate (Microsoft's "Multiple channel audio data and WAVE files", 2001). A file whose sound is cut short is read as far as
 * it goes, which is what recorders leave that were switched off. Used once.
 */
final class WavReader {
    private static final int RIFF = 0x46464952;
    private static final int WAVE = 0x45564157;
    private static final int FORMAT = 0x20746d66;
    private static final int DATA = 0x61746164;
    private static final int WHOLE = 1;
    private static final int REAL = 3;
    private static final int EXTENSIBLE = 0xFFFE;
    private static final int FORMAT_BYTES_MIN = 16;
    private static final int SUBFORMAT_AT = 24;

    private final ByteBuffer file;
    private int kind;
    private int channels;
    private int rate;
    private int bits;

    private WavReader(byte[] file) {
        this.file = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Whether a file begins like one. */
    static boolean isOne(byte[] file) {
        ByteBuffer begin = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        return file.length >= 12 && begin.getInt(0) == RIFF && begin.getInt(8) == WAVE;
    }

    /**
     * Reads a file.
     *
     * @throws Rejected if it is damaged or stores its sound in another way
     */
    static Sound read(byte[] file) {
        return new WavReader(file).read();
    }

    private Sound read() {
        file.position(12);
        while (file.remaining() >= 8) {
            int id = file.getInt();
            long length = Integer.toUnsignedLong(file.getInt());
            int begin = file.position();
            if (id == FORMAT) {
                format(begin, length);
            } else if (id == DATA) {
                return sound((int) Math.min(length, file.remaining()));
            }
            long next = begin + length + (length & 1);
            if (next > file.limit()) {
                break;
            }
            file.position((int) next);
        }
        throw refused("it has no sound");
    }

    private void format(int begin, long length) {
        if (length < FORMAT_BYTES_MIN || begin + length > file.limit()) {
            throw refused("its description is cut short");
        }
        kind = Short.toUnsignedInt(file.getShort(begin));
        channels = Short.toUnsignedInt(file.getShort(begin + 2));
        rate = file.getInt(begin + 4);
        bits = Short.toUnsignedInt(file.getShort(begin + 14));
        if (kind == EXTENSIBLE && length >= SUBFORMAT_AT + 2) {
            kind = Short.toUnsignedInt(file.getShort(begin + SUBFORMAT_AT));
        }
        if (channels < 1 || channels > WhisperLimits.CHANNELS_MAX || rate < 1 || rate > WhisperLimits.RATE_MAX) {
            throw refused("it has %d channels and %d samples a second".formatted(channels, rate));
        }
        boolean known = kind == WHOLE
                ? bits == 8 || bits == 16 || bits == 24 || bits == 32
                : kind == REAL && (bits == 32 || bits == 64);
        if (!known) {
            throw refused("it stores its sound as kind %d of %d bits, and PCM or floating point was expected"
                    .formatted(kind, bits));
        }
    }

    private Sound sound(int length) {
        if (channels == 0) {
            throw refused("its sound comes before its description");
        }
        int width = bits / 8;
        int frames = length / (width * channels);
        if (frames > (long) WhisperLimits.SECONDS_MAX * rate) {
            throw tooLong();
        }
        float[] samples = new float[frames * channels];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = sample(file.position() + i * width);
        }
        return Sound.of(samples, channels, rate);
    }

    private float sample(int at) {
        if (kind == REAL) {
            double value = bits == 32 ? file.getFloat(at) : file.getDouble(at);
            return Double.isFinite(value) ? (float) Math.clamp(value, -1, 1) : 0;
        }
        return switch (bits) {
            case 8 -> (Byte.toUnsignedInt(file.get(at)) - 128) / 128f;
            case 16 -> file.getShort(at) / 32_768f;
            case 24 -> (Short.toUnsignedInt(file.getShort(at)) | file.get(at + 2) << 16) / 8_388_608f;
            default -> (float) (file.getInt(at) / 2_147_483_648.0);
        };
    }

    static Rejected tooLong() {
        return new Rejected(
                ErrorCode.INVALID_REQUEST,
                "The recording is longer than %,d seconds. Send it in parts.".formatted(WhisperLimits.SECONDS_MAX),
                "file");
    }

    private static Rejected refused(String what) {
        return new Rejected(ErrorCode.INVALID_REQUEST, "The WAV file cannot be read: %s.".formatted(what), "file");
    }
}
