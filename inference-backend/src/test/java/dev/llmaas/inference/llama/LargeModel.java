package dev.llmaas.inference.llama;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;

/** Writes a model of 400 MB: the header of the chat model with larger figures, and weights that are all zero. */
final class LargeModel {
    private static final int LAYERS = 16;
    private static final int WIDTH = 1_024;
    private static final int FEED_FORWARD = 2_816;
    private static final int VOCABULARY = 3_072;
    private static final int ALIGNMENT = 32;
    private static final int F32 = 0;
    private static final int F16 = 1;
    private static final Map<String, Integer> FIGURES = Map.of(
            "llama.block_count",
            LAYERS,
            "llama.embedding_length",
            WIDTH,
            "llama.feed_forward_length",
            FEED_FORWARD,
            "llama.attention.head_count",
            16,
            "llama.attention.head_count_kv",
            16,
            "llama.rope.dimension_count",
            64);

    private final ByteArrayOutputStream places = new ByteArrayOutputStream();
    private long offset;
    private int tensors;

    private LargeModel() {}

    static void write(Path target) throws IOException {
        new LargeModel().writeTo(target);
    }

    private void writeTo(Path target) throws IOException {
        byte[] header = Arrays.copyOf(Files.readAllBytes(Guide.FILE), 1 << 20);
        String text = new String(header, StandardCharsets.ISO_8859_1);
        ByteBuffer figures = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        FIGURES.forEach((key, value) -> {
            // A key stands behind its length and before its type.
            int at = text.indexOf((char) key.length() + "\0\0\0\0\0\0\0" + key);
            if (at >= 0) {
                figures.putInt(at + Long.BYTES + key.length() + Integer.BYTES, value);
            }
        });
        int metadataEnd = firstTensor(text);
        addTensors();
        figures.putLong(Long.BYTES, tensors);
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(header, 0, metadataEnd));
            channel.write(ByteBuffer.wrap(places.toByteArray()));
            long data = Math.ceilDiv(channel.position(), (long) ALIGNMENT) * ALIGNMENT;
            channel.write(ByteBuffer.allocate(1), data + offset - 1);
        }
    }

    /** Tensors come behind the metadata, each with the length of its name first. */
    private static int firstTensor(String header) {
        int first = Integer.MAX_VALUE;
        for (String name : new String[] {"token_embd.weight", "output_norm.weight", "blk.0.attn_norm.weight"}) {
            int at = header.indexOf((char) name.length() + "\0\0\0\0\0\0\0" + name);
            first = at < 0 ? first : Math.min(first, at);
        }
        return first;
    }

    private void addTensors() {
        add("token_embd.weight", F16, WIDTH, VOCABULARY);
        add("output_norm.weight", F32, WIDTH);
        for (int layer = 0; layer < LAYERS; layer++) {
            String block = "blk." + layer + ".";
            add(block + "attn_norm.weight", F32, WIDTH);
            for (String name : new String[] {"attn_q", "attn_k", "attn_v", "attn_output"}) {
                add(block + name + ".weight", F16, WIDTH, WIDTH);
            }
            add(block + "ffn_norm.weight", F32, WIDTH);
            add(block + "ffn_gate.weight", F16, WIDTH, FEED_FORWARD);
            add(block + "ffn_up.weight", F16, WIDTH, FEED_FORWARD);
            add(block + "ffn_down.weight", F16, FEED_FORWARD, WIDTH);
        }
    }

    private void add(String name, int type, long... shape) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer entry = ByteBuffer.allocate(8 + bytes.length + 4 + 8 * shape.length + 4 + 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(bytes.length)
                .put(bytes)
                .putInt(shape.length);
        long size = type == F32 ? Float.BYTES : Short.BYTES;
        for (long each : shape) {
            entry.putLong(each);
            size *= each;
        }
        entry.putInt(type).putLong(offset);
        places.writeBytes(entry.array());
        offset += Math.ceilDiv(size, (long) ALIGNMENT) * ALIGNMENT;
        tensors++;
    }
}
