package dev.llmaas.inference.whisper;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.inference.EngineException.Broken;
import dev.llmaas.inference.EngineException.Rejected;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes sound of files. WAV is read here; other formats go through ffmpeg where the machine has it, by pipes, so that no
 * recording is ever on a disk. Thread-safe.
 */
final class Decoder {
    private static final int CHUNK_SAMPLES = 1 << 18;
    private static final float FULL_SCALE = 32_768f;

    private final String program;

    /** A decoder that uses this program, found on the path, for what it does not read itself. */
    Decoder(String program) {
        this.program = program;
    }

    /** A decoder with the ffmpeg of this machine, if it has one. */
    static Decoder ofMachine() {
        return new Decoder("ffmpeg");
    }

    /**
     * The sound of a file.
     *
     * @param named what the name of the file says it is; may be empty
     * @throws Rejected if it is none, damaged, too long, or of a format that this machine cannot read
     * @throws InterruptedException if the thread was interrupted
     */
    Sound decode(byte[] file, String named) throws InterruptedException {
        if (file.length == 0) {
            throw new Rejected(ErrorCode.INVALID_REQUEST, "The file is empty.", "file");
        }
        if (WavReader.isOne(file)) {
            return WavReader.read(file);
        }
        String format = format(file, named);
        return convert(file, format);
    }

    /** What a file is by its first bytes; what its name says is believed where they say nothing. */
    static String format(byte[] file, String named) {
        String begin = new String(file, 0, Math.min(12, file.length), StandardCharsets.ISO_8859_1);
        if (begin.startsWith("fLaC")) {
            return "FLAC";
        }
        if (begin.startsWith("OggS")) {
            return "Ogg";
        }
        if (begin.startsWith("ID3") || (file.length > 1 && (file[0] & 0xFF) == 0xFF && (file[1] & 0xE0) == 0xE0)) {
            return "MP3";
        }
        if (begin.length() >= 8 && begin.startsWith("ftyp", 4)) {
            return "MP4 (m4a)";
        }
        if (begin.startsWith("\u001aE\u00df\u00a3")) {
            return "WebM";
        }
        return named.matches("[A-Za-z0-9]{1,8}") ? "a file named ." + named : "a file of an unknown format";
    }

    private Sound convert(byte[] file, String format) throws InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(
                            program,
                            "-nostdin",
                            "-loglevel",
                            "quiet",
                            "-i",
                            "pipe:0",
                            "-f",
                            "s16le",
                            "-ac",
                            "1",
                            "-ar",
                            Integer.toString(WhisperLimits.RATE),
                            "pipe:1")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException none) {
            throw new Rejected(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "This machine cannot read %s: it reads WAV, and other formats once ffmpeg is installed on it."
                            .formatted(format),
                    "file");
        }
        try {
            Thread.ofVirtual().start(() -> feed(process, file));
            float[] samples = read(process.getInputStream());
            boolean ended = process.waitFor(WhisperLimits.DECODE_MAX.toSeconds(), TimeUnit.SECONDS);
            if (!ended || process.exitValue() != 0 || samples.length == 0) {
                throw new Rejected(
                        ErrorCode.INVALID_REQUEST,
                        "The file is %s, and ffmpeg finds no sound in it.".formatted(format),
                        "file");
            }
            return Sound.of(samples, 1, WhisperLimits.RATE);
        } catch (IOException broken) {
            throw new Broken("ffmpeg went away.", broken);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void feed(Process process, byte[] file) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(file);
        } catch (IOException enough) {
            // it has read all it wants, or is gone, which its answer tells
        }
    }

    private static float[] read(InputStream out) throws IOException {
        List<float[]> chunks = new ArrayList<>();
        int length = 0;
        byte[] bytes = new byte[CHUNK_SAMPLES * Short.BYTES];
        for (int count = out.readNBytes(bytes, 0, bytes.length);
                count >= Short.BYTES;
                count = out.readNBytes(bytes, 0, bytes.length)) {
            float[] chunk = new float[count / Short.BYTES];
            ShortBuffer samples =
                    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
            for (int i = 0; i < chunk.length; i++) {
                chunk[i] = samples.get(i) / FULL_SCALE;
            }
            chunks.add(chunk);
            length += chunk.length;
            if (length > WhisperLimits.SECONDS_MAX * WhisperLimits.RATE) {
                throw WavReader.tooLong();
            }
        }
        float[] whole = new float[length];
        int at = 0;
        for (float[] chunk : chunks) {
            System.arraycopy(chunk, 0, whole, at, chunk.length);
            at += chunk.length;
        }
        return whole;
    }
}
