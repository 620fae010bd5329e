package dev.llmaas.inference.whisper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where whisper-jni unpacks its libraries. It knows the temporary directory only, and removes them only at an orderly end, which
 * a runner rarely has. So each process unpacks into a folder with its number, which goes as soon as the libraries are loaded
 * where the system allows that, and otherwise when the next process comes.
 */
final class UnpackedFiles {
    private static final String TEMPORARY = "java.io.tmpdir";
    private static final String PREFIX = "whisper-";

    private UnpackedFiles() {}

    /** Unpacks libraries into the temporary directory and loads them. */
    interface Loading {
        void run() throws IOException;
    }

    /**
     * Loads libraries and leaves nothing behind. One thread of a process at a time.
     *
     * @param natives where native libraries are unpacked; null for the temporary directory
     * @throws IOException if they cannot be unpacked
     */
    static void load(@Nullable Path natives, Loading loading) throws IOException {
        if (natives == null) {
            loading.run();
            return;
        }
        Files.createDirectories(natives);
        removeLeftOvers(natives);
        Path own = Files.createDirectories(
                natives.resolve(PREFIX + ProcessHandle.current().pid()));
        String before = System.setProperty(TEMPORARY, own.toString());
        try {
            loading.run();
        } finally {
            System.setProperty(TEMPORARY, before);
            remove(own);
        }
    }

    private static void removeLeftOvers(Path natives) throws IOException {
        try (Stream<Path> all = Files.list(natives)) {
            for (Path folder : all.toList()) {
                String name = folder.getFileName().toString();
                if (name.matches(PREFIX + "\\d{1,18}") && isOfNobody(name.substring(PREFIX.length()))) {
                    remove(folder);
                }
            }
        }
    }

    private static boolean isOfNobody(String pid) {
        return ProcessHandle.of(Long.parseLong(pid))
                .filter(ProcessHandle::isAlive)
                .isEmpty();
    }

    /** Removes what can be removed: Windows keeps the files of libraries that are loaded. */
    private static void remove(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> innermostFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path each : innermostFirst) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException inUse) {
            return; // the next process tries again
        }
    }
}
