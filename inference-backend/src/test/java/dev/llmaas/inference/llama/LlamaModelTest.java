package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import dev.llmaas.inference.models.Gguf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlamaModelTest {
    private static final Path CHAT = Path.of("../assets/models/guide-chat.gguf");

    private final LlamaLibrary library = LlamaLibrary.load(LlamaNatives.unpack(Path.of("target/natives")));

    @TempDir
    Path folder;

    @Test
    void aTextSurvivesItsTokens() {
        String text = "Où est la clé? Größe, 日本, 🙂\n  two  spaces";
        try (LlamaModel model = model(CHAT)) {
            int[] tokens = model.tokenize(text);
            StringBuilder bytes = new StringBuilder();
            for (int token : tokens) {
                bytes.append(new String(model.piece(token), StandardCharsets.ISO_8859_1));
            }

            assertThat(new String(bytes.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
                    .isEqualTo(text);
        }
    }

    @Test
    void marksOfTheFormatAreOneTokenAndNoText() {
        try (LlamaModel model = model(CHAT)) {
            int[] tokens = model.tokenize("<|im_end|>");

            assertThat(tokens).containsExactly(3066);
            assertThat(model.isEnd(3066)).isTrue();
            assertThat(model.isControl(3066)).isTrue();
            assertThat(model.piece(3066)).isEmpty();
            assertThat(model.mark(3066)).asString().isEqualTo("<|im_end|>");
        }
    }

    @Test
    void aLibraryOfAnotherVersionIsRefused() {
        assertThatThrownBy(() -> LlamaLibrary.checkVersion("0.6.1-dev"))
                .isInstanceOf(EngineStartException.class)
                .hasMessageContaining("version 0.6.1-dev")
                .hasMessageContaining("0.4.0 and 0.5.0");
    }

    @Test
    void aDamagedHeaderIsRefusedOrRunsButNeverEndsTheProcess() throws IOException {
        long seed = new SplittableRandom().nextLong();
        System.out.println("LlamaModelTest.aDamagedHeader seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        byte[] sound = Files.readAllBytes(CHAT);
        int header = (int) Gguf.read(CHAT).dataOffset();
        int refused = 0;

        for (int i = 0; i < 150; i++) {
            byte[] damaged = sound.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                damaged[place(random, header)] ^= (byte) (1 << random.nextInt(8));
            }
            refused += tryOut(Files.write(folder.resolve("model.gguf"), damaged)) ? 0 : 1;
        }

        assertThat(refused).isBetween(1, 149);
    }

    /** Most of the header is vocabulary: half of the flips aim at the figures before it and the tensors behind it. */
    private static int place(SplittableRandom random, int header) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(1_400);
            case 1 -> header - 1 - random.nextInt(5_200);
            default -> random.nextInt(header);
        };
    }

    private boolean tryOut(Path file) {
        try (LlamaModel model = model(file);
                LlamaContext context = new LlamaContext(model, new LlamaContext.Shape(256, 64, 2, 1))) {
            int[] tokens = model.tokenize("<|im_start|>user\nHello<|im_end|>");
            int last = 0;
            for (int position = 0; position < tokens.length; position++) {
                last = context.add(tokens[position], 0, position, position == tokens.length - 1);
            }
            assertThat(context.decode()).isZero();
            context.scores(last, new float[model.tokenCount()]);
            return true;
        } catch (EngineStartException refused) {
            assertThat(refused.reason()).isIn(Reason.MODEL_FILE_CORRUPT, Reason.MODEL_UNSUPPORTED);
            assertThat(refused).hasMessageContaining("model.gguf");
            return false;
        }
    }

    private LlamaModel model(Path file) {
        return LlamaModel.load(library, file, Gguf.read(file).requireRunnable(), 0);
    }
}
