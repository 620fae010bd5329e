package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.inference.EngineStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlamaNativesTest {
    @TempDir
    Path directory;

    @Test
    void librariesAreUnpackedOnceAndThenReused() throws IOException {
        LlamaNatives first = LlamaNatives.unpack(directory);
        FileTime written = Files.getLastModifiedTime(first.library("llama"));

        LlamaNatives second = LlamaNatives.unpack(directory);

        assertThat(second).isEqualTo(first);
        assertThat(Files.getLastModifiedTime(second.library("llama"))).isEqualTo(written);
        assertThat(children()).containsExactly(first.folder());
    }

    @Test
    void aChangedLibraryIsReplaced() throws IOException {
        LlamaNatives first = LlamaNatives.unpack(directory);
        byte[] sound = Files.readAllBytes(first.library("ggml"));
        byte[] changed = sound.clone();
        changed[changed.length / 2] ^= 1;
        Files.write(first.library("ggml"), changed);

        LlamaNatives second = LlamaNatives.unpack(directory);

        assertThat(Files.readAllBytes(second.library("ggml"))).isEqualTo(sound);
        assertThat(children()).containsExactly(first.folder());
    }

    @Test
    void severalProcessesMayUnpackAtOnce() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            Callable<LlamaNatives> unpack = () -> LlamaNatives.unpack(directory);
            List<Future<LlamaNatives>> all = threads.invokeAll(List.of(unpack, unpack, unpack, unpack));

            assertThat(all).map(Future::get).allMatch(all.getFirst().get()::equals);
        }
        assertThat(children()).hasSize(1);
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "in the way");

        assertThatThrownBy(() -> LlamaNatives.unpack(file.resolve("natives")))
                .isInstanceOf(EngineStartException.class)
                .hasMessageContaining("could not be unpacked into")
                .hasMessageContaining("permissions");
    }

    private List<Path> children() throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.toList();
        }
    }
}
