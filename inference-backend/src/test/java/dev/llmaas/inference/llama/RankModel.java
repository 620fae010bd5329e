package dev.llmaas.inference.llama;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a model with a head for ranking of the shipped embedding model: the same weights, another pooling, and a head whose
 * dense layer changes nothing and whose output adds up the first numbers with these weights.
 */
final class RankModel {
    private static final int WIDTH = 192;
    private static final int F32 = 0;
    private static final int ALIGNMENT = 32;
    private static final String POOLING = "bert.pooling_type";

    private final ByteBuffer source;
    private int metadataEnd;
    private int poolingAt;

    /** A tensor to add. */
    private record Tensor(String name, long[] shape, float[] numbers) {}

    private RankModel(byte[] source) {
        this.source = ByteBuffer.wrap(source).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The shipped embedding model with another pooling and nothing else. */
    static Path withPooling(Pooling pooling, Path target) throws IOException {
        return Files.write(target, new RankModel(Files.readAllBytes(Guide.EMBED_FILE)).build(pooling, List.of()));
    }

    /** A model that ranks. */
    static Path write(float[] outputWeights, float outputBias, Path target) throws IOException {
        float[] identity = new float[WIDTH * WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            identity[i * WIDTH + i] = 1;
        }
        float[] output = new float[WIDTH];
        System.arraycopy(outputWeights, 0, output, 0, outputWeights.length);
        List<Tensor> head = List.of(
                new Tensor("cls.weight", new long[] {WIDTH, WIDTH}, identity),
                new Tensor("cls.bias", new long[] {WIDTH}, new float[WIDTH]),
                new Tensor("cls.output.weight", new long[] {WIDTH, 1}, output),
                new Tensor("cls.output.bias", new long[] {1}, new float[] {outputBias}));
        return Files.write(target, new RankModel(Files.readAllBytes(Guide.EMBED_FILE)).build(Pooling.RANK, head));
    }

    private byte[] build(Pooling pooling, List<Tensor> more) {
        long tensors = source.getLong(8);
        long metadata = source.getLong(16);
        source.position(24);
        for (long i = 0; i < metadata; i++) {
            skipEntry();
        }
        metadataEnd = source.position();
        long dataEnd = 0;
        for (long i = 0; i < tensors; i++) {
            dataEnd = skipTensor();
        }
        int tensorsEnd = source.position();
        byte[] data = new byte[source.capacity() - aligned(tensorsEnd)];
        source.get(aligned(tensorsEnd), data);

        source.putLong(8, tensors + more.size());
        source.putInt(poolingAt, pooling.number());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(source.array(), 0, tensorsEnd);
        List<byte[]> bodies = new ArrayList<>();
        long offset = aligned((int) Math.max(dataEnd, data.length));
        for (Tensor tensor : more) {
            byte[] body = floats(tensor.numbers());
            out.writeBytes(entry(tensor, offset));
            bodies.add(body);
            offset += aligned(body.length);
        }
        pad(out);
        out.writeBytes(data);
        pad(out);
        bodies.forEach(body -> {
            out.writeBytes(body);
            pad(out);
        });
        return out.toByteArray();
    }

    private void skipEntry() {
        String key = text();
        int type = source.getInt();
        if (key.equals(POOLING)) {
            poolingAt = source.position();
        }
        if (type == 8) {
            text();
        } else if (type == 9) {
            int element = source.getInt();
            long count = source.getLong();
            for (long i = 0; i < count; i++) {
                skipNumberOrText(element);
            }
        } else {
            skipNumberOrText(type);
        }
    }

    private void skipNumberOrText(int type) {
        if (type == 8) {
            text();
            return;
        }
        int bytes = switch (type) {
            case 0, 1, 7 -> 1;
            case 2, 3 -> 2;
            case 4, 5, 6 -> 4;
            default -> 8;
        };
        source.position(source.position() + bytes);
    }

    /** Returns where its data ends if it is of 32-bit numbers, which the last one of the shipped model is. */
    private long skipTensor() {
        text();
        int dimensions = source.getInt();
        long elements = 1;
        for (int i = 0; i < dimensions; i++) {
            elements *= source.getLong();
        }
        source.getInt();
        return source.getLong() + elements * Float.BYTES;
    }

    private String text() {
        byte[] bytes = new byte[(int) source.getLong()];
        source.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] entry(Tensor tensor, long offset) {
        byte[] name = tensor.name().getBytes(StandardCharsets.UTF_8);
        ByteBuffer entry = ByteBuffer.allocate(8 + name.length + 4 + 8 * tensor.shape().length + 4 + 8)
                .order(ByteOrder.LITTLE_ENDIAN);
        entry.putLong(name.length).put(name).putInt(tensor.shape().length);
        for (long size : tensor.shape()) {
            entry.putLong(size);
        }
        return entry.putInt(F32).putLong(offset).array();
    }

    private static byte[] floats(float[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        return bytes.array();
    }

    private static void pad(ByteArrayOutputStream out) {
        out.writeBytes(new byte[aligned(out.size()) - out.size()]);
    }

    private static int aligned(int at) {
        return Math.ceilDiv(at, ALIGNMENT) * ALIGNMENT;
    }
}
