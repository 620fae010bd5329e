package dev.llmaas.inference.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.models.ModelSheet;
import dev.llmaas.api.models.StoreEvent;
import dev.llmaas.api.models.StoreEvent.Reason;
import dev.llmaas.api.models.StoreEvent.Stage;
import dev.llmaas.inference.models.Gguf;
import dev.llmaas.inference.runner.TestLaunch;
import dev.llmaas.inference.store.PretendHub.Fault;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store as the terminal starts it: a process. */
class ModelsMainTest {
    private static final Path MODEL = Path.of("../assets/models/guide-chat.gguf");
    private static final Path NATIVES = Path.of("target/natives").toAbsolutePath();

    @TempDir
    Path folder;

    private Process start(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                TestLaunch.JAVA.toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                TestLaunch.CLASS_PATH,
                ModelsMain.class.getName()));
        command.addAll(List.of(words));
        command.addAll(List.of("--store", folder.toString(), "--natives", NATIVES.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static List<StoreEvent> events(Process process) throws IOException, InterruptedException {
        List<StoreEvent> events = new ArrayList<>();
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                events.add(WireJson.mapper().readValue(line, StoreEvent.class));
            }
        }
        boolean failed = events.getLast() instanceof StoreEvent.Failed;
        assertThat(process.waitFor()).isEqualTo(failed ? 1 : 0);
        return events;
    }

    private <T extends StoreEvent> T last(Class<T> type, String... words) throws IOException, InterruptedException {
        StoreEvent last = events(start(words)).getLast();
        assertThat(last).isInstanceOf(type);
        return type.cast(last);
    }

    private void copyIn(String name) throws IOException {
        Path place = folder.resolve(name);
        Files.createDirectories(place.getParent());
        Files.copy(MODEL, place);
    }

    @Test
    void aProcessThatWasKilledIsGoneOnWithByTheNext() throws Exception {
        byte[] bytes = Files.readAllBytes(MODEL);
        try (PretendHub hub = new PretendHub(bytes).with(new Fault.Stall(4_000_000, 1))) {
            Process killed = start(
                    "pull", "acme/small", "--accept-licence", "--hub", hub.url().toString());
            hub.stalled.await();
            try (BufferedReader out = killed.inputReader()) {
                String line = out.readLine();
                while (line != null && !isPast(line, 1_000_000)) {
                    line = out.readLine();
                }
                // the record is written once a second; wait for two further signs of life
                for (int i = 0; i < 12 && line != null; i++) {
                    line = out.readLine();
                }
                killed.destroyForcibly().waitFor();
            }

            List<StoreEvent> events = events(start(
                    "pull", "acme/small", "--accept-licence", "--hub", hub.url().toString()));

            assertThat(events.getLast()).isInstanceOf(StoreEvent.Stored.class);
            assertThat(((StoreEvent.Begun) events.getFirst()).resumedBytes()).isGreaterThan(1_000_000);
            assertThat(hub.asked.getLast().from()).isGreaterThan(1_000_000);
            assertThat(folder.resolve("acme/small/" + PretendHub.FILE)).hasBinaryContent(bytes);
        }
    }

    private static boolean isPast(String line, long bytes) {
        return WireJson.mapper().readValue(line, StoreEvent.class) instanceof StoreEvent.Progress progress
                && progress.done() >= bytes;
    }

    @Test
    void whatLiesInTheStoreIsListedShownAndRemoved() throws Exception {
        copyIn("acme/guide/guide-chat.gguf");
        Files.write(folder.resolve("acme/guide/broken.gguf"), new byte[] {1, 2, 3});

        StoreEvent.Listed listed = last(StoreEvent.Listed.class, "list");
        assertThat(listed.models()).hasSize(2);
        assertThat(listed.models().getFirst().problem()).contains("GGUF");
        assertThat(listed.models().getLast().quantization()).isEqualTo("F16");

        ModelSheet sheet = last(StoreEvent.Shown.class, "show", "guide-chat.gguf", "--slots", "8", "--context", "512")
                .sheet();
        assertThat(sheet.title()).isEqualTo("guide-chat");
        assertThat(sheet.layers()).isEqualTo(6);
        assertThat(sheet.templateFamily()).isNotNull();
        Gguf header = Gguf.read(MODEL);
        long heads = header.ofArchitecture("attention.head_count").orElseThrow();
        long keyHeads = header.ofArchitecture("attention.head_count_kv").orElse(heads);
        assertThat(sheet.memory().cacheBytes()).isEqualTo(6 * keyHeads * (192 / heads) * 2 * 2 * 512 * 8);
        assertThat(sheet.memory().weightBytes()).isLessThan(6_155_712).isGreaterThan(6_000_000);

        assertThat(last(StoreEvent.Removed.class, "rm", "acme/guide/guide-chat.gguf")
                        .freedBytes())
                .isEqualTo(6_155_712);
        assertThat(last(StoreEvent.Failed.class, "rm", "acme/guide/guide-chat.gguf")
                        .reason())
                .isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void aModelIsQuantisedAndNonsenseIsNot() throws Exception {
        copyIn("acme/guide/guide-chat.gguf");

        List<StoreEvent> events = events(start("quantize", "guide-chat.gguf", "acme/guide/small-Q8_0", "Q8_0"));

        assertThat(events.getLast()).isInstanceOf(StoreEvent.Stored.class);
        StoreEvent.Stored stored = (StoreEvent.Stored) events.getLast();
        assertThat(stored.model().quantization()).isEqualTo("Q8_0");
        assertThat(stored.model().bytes()).isLessThan(4_000_000);
        Gguf.read(Path.of(stored.path())).requireRunnable();
        int tensors = Gguf.read(MODEL).tensors().size();
        assertThat(events)
                .filteredOn(StoreEvent.Progress.class::isInstance)
                .last()
                .isEqualTo(new StoreEvent.Progress(Stage.QUANTIZING, tensors, tensors, 0));

        assertThat(last(StoreEvent.Failed.class, "quantize", "small-Q8_0.gguf", "x/y/z", "Q4_0")
                        .sentence())
                .contains("quantised already");
        assertThat(last(StoreEvent.Failed.class, "quantize", "guide-chat.gguf", "x/y/z", "Q9")
                        .sentence())
                .contains("Q4_K_M");
        assertThat(last(StoreEvent.Failed.class, "quantize", "guide-chat.gguf", "acme/guide/small-Q8_0", "Q8_0")
                        .sentence())
                .contains("is there already");
        assertThat(last(StoreEvent.Failed.class, "quantize", "guide-chat.gguf", "../outside", "Q8_0")
                        .reason())
                .isEqualTo(Reason.INVALID);
    }
}
