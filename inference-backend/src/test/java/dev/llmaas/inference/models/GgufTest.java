package dev.llmaas.inference.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import dev.llmaas.inference.models.GgufValue.Many;
import dev.llmaas.inference.models.GgufValue.Text;
import dev.llmaas.inference.models.GgufValue.Whole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufTest {
    private static final Path CHAT = Path.of("../assets/models/guide-chat.gguf");
    private static final Path EMBED = Path.of("../assets/models/guide-embed.gguf");
    private static final int STRING = 8;
    private static final int ARRAY = 9;

    @TempDir
    Path folder;

    @Test
    void theChatModelTellsWhatItIs() {
        Gguf file = Gguf.read(CHAT).requireRunnable();

        assertThat(file.architecture()).contains("llama");
        assertThat(file.name()).contains("guide-chat");
        assertThat(file.parameters()).isEqualTo(3_025_344);
        assertThat(file.contextLength()).hasValue(2_048);
        assertThat(file.embeddingLength()).hasValue(192);
        assertThat(file.layers()).hasValue(6);
        assertThat(file.vocabulary()).isEqualTo(3_072);
        assertThat(file.tokenizer()).contains("gpt2");
        assertThat(file.chatTemplate().orElseThrow()).contains("add_generation_prompt");
        assertThat(file.fileBytes()).isEqualTo(6_155_712);
    }

    @Test
    void theEmbeddingModelHasNoChatTemplate() {
        Gguf file = Gguf.read(EMBED).requireRunnable();

        assertThat(file.architecture()).contains("bert");
        assertThat(file.chatTemplate()).isEmpty();
    }

    @Test
    void theLengthOfAHeadIsStatedOrFollowsFromTheLayerWithTheMostHeads() {
        assertThat(Gguf.read(CHAT).headLength()).isEqualTo(32);
        assertThat(attention(new Whole(16)).headLength()).isEqualTo(64);
        assertThat(attention(new Whole(16), "key_length", new Whole(128)).headLength())
                .isEqualTo(128);
        assertThat(attention(new Many(GgufValueType.INT32, 8, 0, 32)).headLength())
                .isEqualTo(32);
        for (GgufValue none : new GgufValue[] {new Whole(0), new Whole(-3), new Many(GgufValueType.INT32, 0, 0, 0)}) {
            assertThat(attention(none).headCount()).isZero();
            assertThat(attention(none).headLength()).isZero();
        }
    }

    /** A header of this number of heads. */
    private static Gguf attention(GgufValue heads) {
        return attention(heads, "head_count", heads);
    }

    private static Gguf attention(GgufValue heads, String key, GgufValue value) {
        Map<String, GgufValue> metadata = new HashMap<>();
        metadata.put("general.architecture", new Text("llama"));
        metadata.put("llama.embedding_length", new Whole(1_024));
        metadata.put("llama.attention.head_count", heads);
        metadata.put("llama.attention." + key, value);
        return new Gguf("made.gguf", 3, metadata, List.of(), 0, 0);
    }

    @Test
    void aMissingFileIsNamed() {
        EngineStartException refused = refusal(folder.resolve("nothing.gguf"));

        assertThat(refused.reason()).isEqualTo(Reason.MODEL_FILE_MISSING);
        assertThat(refused).hasMessageContaining("nothing.gguf").hasMessageContaining("fetch the model");
    }

    @Test
    void aFileCutAnywhereIsDamaged() throws IOException {
        long seed = new SplittableRandom().nextLong();
        System.out.println("GgufTest.aFileCutAnywhereIsDamaged seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        byte[] whole = Files.readAllBytes(CHAT);

        for (int i = 0; i < 60; i++) {
            int length = i < 30 ? random.nextInt(100_000) : random.nextInt(whole.length);
            EngineStartException refused = refusal(file(Arrays.copyOf(whole, length)));

            assertThat(refused.reason()).isEqualTo(Reason.MODEL_FILE_CORRUPT);
            assertThat(refused).hasMessageContaining("model.gguf").hasMessageContaining("SHA-256");
        }
    }

    @Test
    void whatIsNoModelIsDamaged() throws IOException {
        assertThat(refusal(file(new byte[0]))).hasMessageContaining("no GGUF mark");
        assertThat(refusal(file("<!doctype html>".getBytes()))).hasMessageContaining("no GGUF mark");
        assertThat(refusal(Path.of("../assets/models/guide-corpus.jsonl"))).hasMessageContaining("no GGUF mark");
    }

    @Test
    void otherVersionsAndByteOrdersAreUnsupported() throws IOException {
        byte[] old = GgufBytes.header(0, 0).bytes();
        old[4] = 1;
        byte[] turned = GgufBytes.header(0, 0).bytes();
        turned[4] = 0;
        turned[7] = 3;

        assertThat(refusal(file(old)).reason()).isEqualTo(Reason.MODEL_UNSUPPORTED);
        assertThat(refusal(file(old))).hasMessageContaining("version 1");
        assertThat(refusal(file(turned))).hasMessageContaining("big-endian");
    }

    @Test
    void countsAndLengthsBeyondTheFileAreRefusedBeforeAnythingIsKept() throws IOException {
        assertDamaged(GgufBytes.header(Long.MAX_VALUE, 0), "9223372036854775807 tensors");
        assertDamaged(GgufBytes.header(0, -1), "18446744073709551615 metadata entries");
        assertDamaged(GgufBytes.header(0, 1).int64(Long.MAX_VALUE), "a metadata key of 9223372036854775807 bytes");
        assertDamaged(GgufBytes.header(0, 1).int64(60_000), "a metadata key of 60000 bytes");
        assertDamaged(GgufBytes.header(0, 1).text("key").int32(77), "unknown type 77");
        assertDamaged(
                GgufBytes.header(0, 1).text("key").int32(ARRAY).int32(STRING).int64(1L << 40),
                "1099511627776 elements of a list");
        assertDamaged(GgufBytes.header(0, 3), "ends within its header");
    }

    @Test
    void aTensorThatDoesNotFitTheFileIsRefused() throws IOException {
        assertDamaged(
                GgufBytes.header(1, 0).text("weight").int32(2).int64(1L << 31).int64(1L << 31), "larger than the file");
        assertDamaged(GgufBytes.header(1, 0).text("weight").int32(9), "a tensor of 9 dimensions");
        assertDamaged(
                GgufBytes.header(1, 0)
                        .text("weight")
                        .int32(1)
                        .int64(64)
                        .int32(0)
                        .int64(0)
                        .raw(new byte[64]),
                "its last");
        assertDamaged(
                GgufBytes.header(1, 0)
                        .text("weight")
                        .int32(1)
                        .int64(32)
                        .int32(2)
                        .int64(32),
                "does not begin where");
    }

    @Test
    void aVocabularyWithATokenTwiceIsRefused() throws IOException {
        assertDamaged(
                GgufBytes.header(0, 1)
                        .text("tokenizer.ggml.tokens")
                        .int32(ARRAY)
                        .int32(STRING)
                        .int64(2)
                        .text("a")
                        .text("a"),
                "holds a token twice");
    }

    @Test
    void aFileWithoutTensorsCannotRun() throws IOException {
        Path file = file(GgufBytes.header(0, 1)
                .text("general.architecture")
                .int32(STRING)
                .text("llama")
                .bytes());

        assertThatThrownBy(() -> Gguf.read(file).requireRunnable()).hasMessageContaining("vocabulary only");
    }

    private void assertDamaged(GgufBytes bytes, String words) throws IOException {
        EngineStartException refused = refusal(file(bytes.bytes()));

        assertThat(refused.reason()).isEqualTo(Reason.MODEL_FILE_CORRUPT);
        assertThat(refused).hasMessageContaining(words);
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("model.gguf"), bytes);
    }

    private static EngineStartException refusal(Path file) {
        return catchThrowableOfType(EngineStartException.class, () -> Gguf.read(file));
    }
}
