package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.inference.Engine;
import dev.llmaas.inference.EngineLoad;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.EngineSpec.Place;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import dev.llmaas.inference.models.Gguf;
import dev.llmaas.inference.models.GgufTensor;
import dev.llmaas.inference.models.GgufValue;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacementTest {
    @TempDir
    Path folder;

    @Test
    void theLoadTellsTheDeviceAndItsMemory() {
        try (Engine engine = open(Guide.FILE, 2, 0, Place.ANY)) {
            EngineLoad.Device device = engine.load().device();

            assertThat(device.name()).isNotBlank();
            assertThat(device.kind()).isIn("cpu", "gpu");
            assertThat(device.memoryBytes()).isBetween(1L, device.memoryMaxBytes());
        }
    }

    @Test
    void theProcessorCanBeChosenAndWhatIsNotThereIsRefusedWithWhatIs() {
        try (Engine engine = open(Guide.FILE, 1, 0, new Place(-1, "cpu"))) {
            assertThat(engine.load().device().kind()).isEqualTo("cpu");
        }
        assertThatThrownBy(() -> open(Guide.FILE, 1, 0, new Place(-1, "Abacus7")))
                .isInstanceOfSatisfying(
                        EngineStartException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.INVALID_OPTION))
                .hasMessageContaining("Abacus7")
                .hasMessageContaining("CPU");
    }

    @Test
    void theNeedIsThatOfTheWeightsTheSlotsAndOneStep() {
        Gguf file = Gguf.read(Guide.FILE);

        MemoryNeed need = MemoryNeed.of(file, new LlamaOptions(8, 2_048, 1), false);

        assertThat(need.weights()).isBetween(file.fileBytes() - file.dataOffset() - 4_096, file.fileBytes());
        assertThat(need.cache()).isEqualTo(8L * 2_048 * 6 * 6 * (32 + 32) * 2);
        assertThat(need.buffers()).isBetween(512L * 3_072 * 4, 64L << 20);
        MemoryNeed vectors = MemoryNeed.of(Gguf.read(Guide.EMBED_FILE), new LlamaOptions(16, 512, 1), true);
        assertThat(vectors.cache()).isZero();
    }

    @Test
    void aModelWithoutAttentionKeepsNoKeysAndValues() {
        Gguf guide = Gguf.read(Guide.FILE);
        Map<String, GgufValue> metadata = new HashMap<>(guide.metadata());
        metadata.put("llama.attention.head_count", new GgufValue.Whole(0));
        metadata.remove("llama.attention.head_count_kv");
        Gguf recurrent =
                new Gguf("recurrent.gguf", 3, metadata, guide.tensors(), guide.dataOffset(), guide.fileBytes());

        MemoryNeed need = MemoryNeed.of(recurrent, 4, 1_024);

        assertThat(need.cache()).isZero();
        assertThat(need.weights()).isEqualTo(MemoryNeed.of(guide, 4, 1_024).weights());
    }

    @Test
    void whatDoesNotFitIsRefusedWithBothFigures() {
        MemoryNeed need = new MemoryNeed(4L << 30, 2L << 30, 512L << 20);

        need.requireFits("m.gguf", need.total(), "CPU");
        need.requireFits("m.gguf", 0, "CPU");
        assertThatThrownBy(() -> need.requireFits("m.gguf", 6L << 30, "CPU"))
                .isInstanceOfSatisfying(
                        EngineStartException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.OUT_OF_MEMORY))
                .hasMessageContaining("needs about 6.5 GiB (4.0 GiB of weights, 2.0 GiB for the contexts")
                .hasMessageContaining("CPU has 6.0 GiB free");
    }

    @Test
    void whatAGraphicsProcessorDoesNotTakeStaysWithTheProcessor() {
        Gguf file = Gguf.read(Guide.FILE);
        MemoryNeed need = MemoryNeed.of(file, 4, 1_024);
        long outside = file.tensors().stream()
                .filter(tensor -> !tensor.name().startsWith("blk."))
                .mapToLong(GgufTensor::bytes)
                .sum();

        assertThat(need.besides(file, 0)).isEqualTo(need);
        // The first layer on a graphics processor is what makes the scores.
        assertThat(need.besides(file, 1).cache()).isEqualTo(need.cache());
        MemoryNeed half = need.besides(file, 4);
        assertThat(half.cache()).isEqualTo(need.cache() / 2);
        assertThat(half.weights()).isBetween(need.weights() / 2 - outside, need.weights() / 2 + outside);
        assertThat(need.without(half).cache()).isEqualTo(need.cache() / 2);
        MemoryNeed none = need.besides(file, 99);
        assertThat(none.cache()).isZero();
        assertThat(none.buffers()).isZero();
        assertThat(none.weights()).isPositive().isLessThanOrEqualTo(outside);
    }

    @Test
    void aContainerHasWhatItsGroupsLeaveIt() throws IOException {
        long machine = MachineMemory.now().total();
        write("proc/meminfo", "MemTotal: 99999999 kB\nMemAvailable: 88888888 kB\n");
        assertThat(MachineMemory.in(folder).total()).isEqualTo(machine);

        write("proc/self/cgroup", "0::/outer/inner\n");
        write("sys/fs/cgroup/outer/memory.max", "60000000\n");
        write("sys/fs/cgroup/outer/memory.current", "50000000\n");
        write("sys/fs/cgroup/outer/memory.stat", "anon 7\ninactive_file 1000000\n");
        write("sys/fs/cgroup/outer/inner/memory.max", "max\n");
        write("sys/fs/cgroup/outer/inner/memory.current", "3\n");
        assertThat(MachineMemory.in(folder)).isEqualTo(new Device.Memory(11_000_000, 60_000_000));

        write("proc/self/cgroup", "5:cpu,cpuacct:/docker/a\n4:memory:/docker/a\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "40000000\n");
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", "39000000\n");
        assertThat(MachineMemory.in(folder)).isEqualTo(new Device.Memory(1_000_000, 40_000_000));

        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(MachineMemory.in(folder).total()).isEqualTo(machine);
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void aContextThatNoMachineHoldsIsRefusedBeforeAnythingIsLoaded() throws IOException {
        Path huge = withContext(1 << 24);

        assertThatThrownBy(() -> open(huge, 60, 1 << 24, Place.ANY))
                .isInstanceOfSatisfying(
                        EngineStartException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.OUT_OF_MEMORY))
                .hasMessageContaining("GiB free");
    }

    /** The chat model with another context in its header. */
    private Path withContext(int tokens) throws IOException {
        byte[] bytes = Files.readAllBytes(Guide.FILE);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String key = "llama.context_length";
        // The number comes behind the key and its type.
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(text.indexOf(key) + key.length() + 4, tokens);
        return Files.write(folder.resolve("huge.gguf"), bytes);
    }

    private static Engine open(Path file, int slots, int context, Place place) {
        URI uri = URI.create("llama://" + file.toUri().getRawPath());
        return new LlamaEngineProvider().open(new EngineSpec(uri, "m", slots, context, 1, Guide.NATIVES, place));
    }
}
