package dev.llmaas.inference.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Headers of real files with bytes changed, numbers replaced, pieces cut out, doubled and moved, and headers that nobody would
 * write: each is read or refused, in bounded time and memory. {@code -Dgguf.seed} repeats a run, {@code -Dgguf.fuzz=100000}
 * looks longer.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GgufFuzzTest {
    private static final int ROUNDS = Integer.getInteger("gguf.fuzz", 400);
    private static final int STRING = 8;
    private static final int ARRAY = 9;
    private static final long[] HOSTILE = {
        -1, 0, 1, Long.MAX_VALUE, Long.MIN_VALUE, Integer.MAX_VALUE, 1L << 31, 1L << 32, 1L << 40, 65_535, 1 << 20
    };

    private final long seed = Long.getLong("gguf.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir
    Path folder;

    @Test
    void aChangedHeaderIsReadOrRefused() throws IOException {
        System.err.println("gguf.seed=" + seed);
        int read = 0;
        int refused = 0;
        for (String name : new String[] {"guide-chat.gguf", "guide-embed.gguf"}) {
            Path whole = Path.of("../assets/models").resolve(name);
            Gguf sound = Gguf.read(whole);
            byte[] header = Arrays.copyOf(Files.readAllBytes(whole), (int) sound.dataOffset());
            for (int i = 0; i < ROUNDS; i++) {
                byte[] changed = header;
                for (int changes = random.nextInt(3); changes >= 0; changes--) {
                    changed = changed(changed);
                }
                long rest = random.nextInt(8) == 0 ? random.nextInt(4_096) : sound.fileBytes() - header.length;
                if (isRead(file(changed, rest))) {
                    read++;
                } else {
                    refused++;
                }
            }
        }
        assertThat(refused).as("seed %d", seed).isPositive();
        assertThat(read).as("seed %d", seed).isPositive();
    }

    @Test
    void aHeaderThatNobodyWouldWriteIsReadOrRefused() throws IOException {
        System.err.println("gguf.seed=" + seed);
        for (int i = 0; i < ROUNDS * 2; i++) {
            GgufBytes bytes = GgufBytes.header(random.nextInt(3), random.nextInt(6));
            for (int entry = random.nextInt(6); entry >= 0; entry--) {
                bytes.text(random.nextInt(4) == 0 ? "tokenizer.ggml.tokens" : "key" + random.nextInt(5));
                value(bytes, random.nextInt(14), 0);
            }
            isRead(file(bytes.bytes(), random.nextInt(100)));
        }
    }

    @Test
    void listsOfListsAreRefusedHoweverDeepTheyAre() throws IOException {
        GgufBytes bytes = GgufBytes.header(0, 1).text("key").int32(ARRAY);
        for (int depth = 0; depth < 100_000; depth++) {
            bytes.int32(ARRAY).int64(1);
        }

        assertRefused(file(bytes.bytes(), 0), "a list of lists");
    }

    @Test
    void whatIsKeptIsBoundedHoweverManyTextsThereAre() throws IOException {
        GgufBytes begin = GgufBytes.header(0, 2_000);
        Path file = file(begin.bytes(), 0);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long at = begin.bytes().length;
            for (int i = 0; i < 200; i++) {
                byte[] entry = new GgufBytes()
                        .text("key" + i)
                        .int32(STRING)
                        .int64(1 << 20)
                        .bytes();
                channel.write(ByteBuffer.wrap(entry), at);
                // The texts themselves are holes in the file.
                at += entry.length + (1 << 20);
            }
            channel.write(ByteBuffer.allocate(1), at);
        }

        assertRefused(file, "8,388,608 bytes of keys and texts in its metadata");
    }

    @Test
    void theLargestVocabulariesAreReadAndLargerOnesAreNot() throws IOException {
        Gguf large = Gguf.read(file(vocabulary(262_208, 515_000, 6).bytes(), 0));

        assertThat(large.vocabulary()).isEqualTo(262_208);
        assertThat(large.metadata().get("tokenizer.ggml.merges"))
                .isInstanceOfSatisfying(
                        GgufValue.Many.class,
                        merges -> assertThat(merges.count()).isEqualTo(515_000));
        assertThatThrownBy(() -> Gguf.read(file(vocabulary(600_000, 0, 6).bytes(), 0)))
                .hasMessageContaining("600000 tokens in tokenizer.ggml.tokens")
                .hasMessageContaining("524,288");
        assertRefused(
                file(vocabulary(20_000, 0, 1_000).bytes(), 0), "more than 8,388,608 bytes in tokenizer.ggml.tokens");
    }

    private static GgufBytes vocabulary(int tokens, int merges, int letters) {
        GgufBytes bytes = GgufBytes.header(0, 2)
                .text("tokenizer.ggml.tokens")
                .int32(ARRAY)
                .int32(STRING)
                .int64(tokens);
        String filling = "x".repeat(letters - 6);
        for (int i = 0; i < tokens; i++) {
            bytes.text("%06d%s".formatted(i, filling));
        }
        bytes.text("tokenizer.ggml.merges").int32(ARRAY).int32(STRING).int64(merges);
        for (int i = 0; i < merges; i++) {
            bytes.text("ab c");
        }
        return bytes;
    }

    private static void assertRefused(Path file, String words) {
        assertThatThrownBy(() -> Gguf.read(file))
                .isInstanceOfSatisfying(
                        EngineStartException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.MODEL_UNSUPPORTED))
                .hasMessageContaining(words);
    }

    /** Reads it as an engine does, up to what it would load; a refusal is a sentence. */
    private boolean isRead(Path file) {
        try {
            Gguf read = Gguf.read(file);
            read.headLength();
            read.parameters();
            read.requireRunnable();
            return true;
        } catch (EngineStartException refused) {
            assertThat(refused.sentence())
                    .as("seed %d", seed)
                    .startsWith("The model file")
                    .endsWith(".");
            return false;
        } catch (RuntimeException unforeseen) {
            throw new AssertionError("seed " + seed, unforeseen);
        }
    }

    private byte[] changed(byte[] header) {
        int at = random.nextInt(header.length);
        int length = Math.min(header.length - at, random.nextInt(40));
        byte[] copy = header.clone();
        switch (random.nextInt(6)) {
            case 0 -> copy[at] = (byte) random.nextInt();
            case 1 -> copy[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> put(copy, at, HOSTILE[random.nextInt(HOSTILE.length)]);
            // The counts of the header.
            case 3 -> put(copy, 4 + random.nextInt(20), HOSTILE[random.nextInt(HOSTILE.length)]);
            case 4 -> {
                return joined(Arrays.copyOf(header, at), Arrays.copyOfRange(header, at + length, header.length));
            }
            default -> {
                return joined(Arrays.copyOf(header, at + length), Arrays.copyOfRange(header, at, header.length));
            }
        }
        return copy;
    }

    private static void put(byte[] bytes, int at, long value) {
        if (at + Long.BYTES <= bytes.length) {
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(at, value);
        }
    }

    private static byte[] joined(byte[] first, byte[] second) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(first.length + second.length);
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }

    private void value(GgufBytes bytes, int type, int depth) {
        bytes.int32(type);
        if (type == STRING) {
            bytes.text("text".repeat(random.nextInt(3)));
        } else if (type == ARRAY) {
            int element = depth < 20 ? random.nextInt(14) : 0;
            bytes.int32(element).int64(random.nextInt(5) == 0 ? HOSTILE[random.nextInt(HOSTILE.length)] : 1);
            if (element == ARRAY) {
                value(bytes, element, depth + 1);
            }
        } else {
            bytes.int64(HOSTILE[random.nextInt(HOSTILE.length)]);
        }
    }

    /** A file that begins so and goes on with a hole of so many bytes. */
    private Path file(byte[] begin, long rest) throws IOException {
        Path file = Files.write(folder.resolve("model.gguf"), begin);
        if (rest > 0) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.allocate(1), begin.length + rest - 1);
            }
        }
        return file;
    }
}
