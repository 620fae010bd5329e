package dev.llmaas.inference.whisper;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Writes the smallest speech model that whisper.cpp loads: its real structure and vocabulary size, random weights. */
final class SpeechModelBytes {
    private static final int VOCABULARY = 51_864;
    private static final int BASE_TOKENS = 50_257;
    private static final int AUDIO_POSITIONS = 1_500;
    private static final int TEXT_POSITIONS = 448;
    private static final int WIDTH = 64;
    private static final int LAYERS = 4;
    private static final int BLANK = 220;
    private static final int MELS = 80;
    private static final int FILTER = 201;

    private final DataOutputStream out;
    private final SplittableRandom random;

    private SpeechModelBytes(DataOutputStream out, long seed) {
        this.out = out;
        this.random = new SplittableRandom(seed);
    }

    static Path write(Path file, long seed) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            new SpeechModelBytes(out, seed).all();
        }
        return file;
    }

    private void all() throws IOException {
        int32(0x67676d6c, VOCABULARY, AUDIO_POSITIONS, WIDTH, 1, LAYERS, TEXT_POSITIONS, WIDTH, 1, LAYERS, MELS, 1);
        int32(MELS, FILTER);
        for (int i = 0; i < MELS * FILTER; i++) {
            real(Math.abs(random.nextDouble()) * 0.01);
        }
        int32(BASE_TOKENS);
        for (int i = 0; i < BASE_TOKENS; i++) {
            byte[] token = (i == BLANK ? " " : " w" + i).getBytes(StandardCharsets.US_ASCII);
            int32(token.length);
            out.write(token);
        }
        encoder();
        decoder();
    }

    private void encoder() throws IOException {
        tensor("encoder.positional_embedding", WIDTH, AUDIO_POSITIONS);
        tensor("encoder.conv1.weight", 3, MELS, WIDTH);
        tensor("encoder.conv1.bias", 1, WIDTH);
        tensor("encoder.conv2.weight", 3, WIDTH, WIDTH);
        tensor("encoder.conv2.bias", 1, WIDTH);
        norm("encoder.ln_post");
        for (int i = 0; i < LAYERS; i++) {
            layer("encoder.blocks." + i);
        }
    }

    private void decoder() throws IOException {
        tensor("decoder.positional_embedding", WIDTH, TEXT_POSITIONS);
        tensor("decoder.token_embedding.weight", WIDTH, VOCABULARY);
        norm("decoder.ln");
        for (int i = 0; i < LAYERS; i++) {
            layer("decoder.blocks." + i);
            norm("decoder.blocks." + i + ".cross_attn_ln");
            attention("decoder.blocks." + i + ".cross_attn");
        }
    }

    private void layer(String name) throws IOException {
        norm(name + ".mlp_ln");
        tensor(name + ".mlp.0.weight", WIDTH, 4 * WIDTH);
        tensor(name + ".mlp.0.bias", 4 * WIDTH);
        tensor(name + ".mlp.2.weight", 4 * WIDTH, WIDTH);
        tensor(name + ".mlp.2.bias", WIDTH);
        norm(name + ".attn_ln");
        attention(name + ".attn");
    }

    private void attention(String name) throws IOException {
        tensor(name + ".query.weight", WIDTH, WIDTH);
        tensor(name + ".query.bias", WIDTH);
        tensor(name + ".key.weight", WIDTH, WIDTH);
        tensor(name + ".value.weight", WIDTH, WIDTH);
        tensor(name + ".value.bias", WIDTH);
        tensor(name + ".out.weight", WIDTH, WIDTH);
        tensor(name + ".out.bias", WIDTH);
    }

    private void norm(String name) throws IOException {
        tensor(name + ".weight", WIDTH);
        tensor(name + ".bias", WIDTH);
    }

    private void tensor(String name, int... shape) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        boolean half = name.endsWith(".weight") && shape.length > 1;
        int32(shape.length, bytes.length, half ? 1 : 0);
        int elements = 1;
        for (int size : shape) {
            int32(size);
            elements *= size;
        }
        out.write(bytes);
        for (int i = 0; i < elements; i++) {
            double value = (random.nextDouble() - 0.5) * 0.2;
            if (half) {
                out.writeShort(Short.reverseBytes(Float.floatToFloat16((float) value)));
            } else {
                real(value);
            }
        }
    }

    private void int32(int... values) throws IOException {
        for (int value : values) {
            out.writeInt(Integer.reverseBytes(value));
        }
    }

    private void real(double value) throws IOException {
        int32(Float.floatToIntBits((float) value));
    }
}
