package dev.llmaas.inference.whisper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.llmaas.inference.EngineException.Rejected;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoundTest {
    private static final Decoder WITHOUT = new Decoder("no-such-program-of-anybody");

    @TempDir
    Path folder;

    /** How often the sound passes from below to above zero, which for a tone is its frequency. */
    private static double frequency(Sound sound) {
        int passes = 0;
        for (int i = 1; i < sound.samples().length; i++) {
            passes += sound.samples()[i - 1] < 0 && sound.samples()[i] >= 0 ? 1 : 0;
        }
        return passes / sound.seconds();
    }

    @Test
    void everyRateAndNumberOfChannelsBecomesWhatTheModelHears() throws InterruptedException {
        for (int rate : new int[] {8_000, 16_000, 22_050, 44_100, 48_000}) {
            for (int channels : new int[] {1, 2, 6}) {
                Sound sound = WITHOUT.decode(WavBytes.tone(2, channels, rate), "wav");

                assertThat(sound.seconds()).isEqualTo(2, within(0.001));
                assertThat(sound.samples().length).isBetween(31_998, 32_002);
                assertThat(frequency(sound))
                        .as("%d Hz, %d channels", rate, channels)
                        .isEqualTo(440, within(2.0));
                float[] middle = Arrays.copyOfRange(sound.samples(), 8_000, 24_000);
                float highest = 0;
                for (float sample : middle) {
                    highest = Math.max(highest, sample);
                }
                assertThat(highest).isEqualTo(16_000 / 32_768f, within(0.02f));
            }
        }
    }

    @Test
    void whatTheModelCannotHearDoesNotComeBackAsAnotherTone() {
        float[] high = new float[48_000];
        for (int i = 0; i < high.length; i++) {
            high[i] = (float) Math.sin(2 * Math.PI * 12_000 * i / 48_000);
        }

        Sound sound = Sound.of(high, 1, 48_000);

        for (int i = 1_000; i < 15_000; i++) {
            assertThat(Math.abs(sound.samples()[i])).isLessThan(0.05f);
        }
    }

    @Test
    void everyWidthOfSamplesIsRead() throws InterruptedException {
        byte[] wide = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(0.5)
                .array();
        byte[] real = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(0.5f)
                .array();
        byte[] whole = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(1 << 30)
                .array();

        assertThat(first(3, 64, wide)).isEqualTo(0.5f);
        assertThat(first(3, 32, real)).isEqualTo(0.5f);
        assertThat(first(1, 32, whole)).isEqualTo(0.5f);
        assertThat(first(1, 24, new byte[] {0, 0, 0x40})).isEqualTo(0.5f);
        assertThat(first(1, 16, new byte[] {0, 0x40})).isEqualTo(0.5f);
        assertThat(first(1, 8, new byte[] {(byte) 192})).isEqualTo(0.5f);
    }

    private static float first(int kind, int bits, byte[] sample) throws InterruptedException {
        return WITHOUT.decode(WavBytes.file(kind, 1, 16_000, bits, sample), "").samples()[0];
    }

    @Test
    void aDamagedFileIsRefusedWithASentence() {
        byte[] good = WavBytes.tone(0.1, 1, 16_000);
        assertRefused(new byte[0], "empty");
        assertRefused(Arrays.copyOf(good, 36), "no sound");
        assertRefused(Arrays.copyOf(good, 20), "cut short");
        assertRefused(WavBytes.file(7, 1, 8_000, 8, new byte[10]), "kind 7");
        assertRefused(WavBytes.file(1, 0, 8_000, 16, new byte[10]), "0 channels");
        assertRefused(WavBytes.file(1, 1, 0, 16, new byte[10]), "0 samples");
    }

    @Test
    void aRecordingThatWasCutShortIsReadAsFarAsItGoes() throws InterruptedException {
        byte[] good = WavBytes.tone(1, 1, 16_000);

        assertThat(WITHOUT.decode(Arrays.copyOf(good, 44 + 16_000), "wav").seconds())
                .isEqualTo(0.5, within(0.001));
    }

    @Test
    void aFormatThatThisMachineCannotReadIsNamed() {
        assertRefused("fLaC....".getBytes(), "FLAC");
        assertRefused("OggS....".getBytes(), "Ogg");
        assertRefused("ID3.....".getBytes(), "MP3");
        assertRefused("....ftypM4A ".getBytes(), "m4a");
        assertRefused(new byte[] {0x1A, 0x45, (byte) 0xDF, (byte) 0xA3, 0, 0}, "WebM");
        assertThatThrownBy(() -> WITHOUT.decode(new byte[20], "aac")).hasMessageContaining("a file named .aac");
    }

    private static void assertRefused(byte[] file, String part) {
        assertThatThrownBy(() -> WITHOUT.decode(file, ""))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining(part);
    }

    @Test
    void otherFormatsGoThroughAProgram() throws Exception {
        Path program = script("cat > /dev/null; head -c 64000 /dev/zero");

        assertThat(new Decoder(program.toString())
                        .decode("fLaC....".getBytes(), "")
                        .seconds())
                .isEqualTo(2, within(0.001));
        Path failing = script("exit 1");
        assertThatThrownBy(() -> new Decoder(failing.toString()).decode("fLaC....".getBytes(), ""))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("ffmpeg finds no sound");
    }

    private Path script(String line) throws IOException {
        Path file = Files.createTempFile(
                folder,
                "program",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    }
}
