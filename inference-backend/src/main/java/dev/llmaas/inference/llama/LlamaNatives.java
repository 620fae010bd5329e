package dev.llmaas.inference.llama;

import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The llama.cpp libraries that the build put among the resources, unpacked into a folder of the machine. Several processes
 * may unpack into the same folder at once.
 *
 * @param folder where the libraries lie
 * @param names the names of the libraries in it
 */
record LlamaNatives(Path folder, List<String> names) {
    /** The platforms of the build, see {@code natives.mjs}. */
    private static final List<String> PLATFORMS = List.of("linux-x64", "linux-arm64", "mac-arm64-metal", "win-x64");

    private static final int COPY_BYTES = 1 << 16;

    /** One library. */
    private record Entry(String sha256, long bytes, String name) {}

    /**
     * Unpacks the libraries below a directory, or finds them there from an earlier time. Each file is compared with its
     * SHA-256 every time, so a damaged or changed library is replaced and never loaded.
     *
     * @throws EngineStartException if this build has no libraries or the directory cannot be written
     */
    static LlamaNatives unpack(Path directory) {
        String platform = PLATFORMS.stream()
                .filter(name -> LlamaNatives.class.getResource(resource(name, "index.txt")) != null)
                .findFirst()
                .orElseThrow(() -> new EngineStartException(
                        Reason.NATIVES_UNUSABLE,
                        "This build contains no llama.cpp libraries. Build it on one of %s with npm on the path."
                                .formatted(String.join(", ", PLATFORMS))));
        try {
            return unpack(directory, platform);
        } catch (IOException failed) {
            throw new EngineStartException(
                    Reason.NATIVES_UNUSABLE,
                    "The llama.cpp libraries could not be unpacked into %s: %s. Check permissions and free space."
                            .formatted(directory, failed),
                    failed);
        }
    }

    private static LlamaNatives unpack(Path directory, String platform) throws IOException {
        String index = text(resource(platform, "index.txt"));
        List<Entry> entries = entries(index);
        List<String> names = entries.stream().map(Entry::name).toList();
        String version = HexFormat.of().formatHex(sha256().digest(index.getBytes(StandardCharsets.UTF_8)));
        Path folder = directory.resolve("llama-" + platform + "-" + version.substring(0, 12));
        if (isWhole(folder, entries)) {
            return new LlamaNatives(folder, names);
        }
        Files.createDirectories(directory);
        Path fresh = Files.createTempDirectory(directory, ".llama-");
        try {
            for (Entry entry : entries) {
                try (InputStream in = open(resource(platform, entry.name()))) {
                    Files.copy(in, fresh.resolve(entry.name()));
                }
            }
            if (!isWhole(fresh, entries)) {
                throw new IOException("the libraries of this build do not match their index");
            }
            put(fresh, folder, entries);
        } finally {
            delete(fresh);
        }
        return new LlamaNatives(folder, names);
    }

    /** Gives the fresh folder its name in one step; if another process was faster, that one's is as good. */
    private static void put(Path fresh, Path folder, List<Entry> entries) throws IOException {
        if (Files.exists(folder) && !isWhole(folder, entries)) {
            Path damaged = Files.createTempDirectory(folder.getParent(), ".llama-");
            Files.move(folder, damaged.resolve("damaged"), StandardCopyOption.ATOMIC_MOVE);
            delete(damaged);
        }
        try {
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException another) {
            if (!isWhole(folder, entries)) {
                throw another;
            }
        }
    }

    /** The one library whose name begins so, for instance {@code libllama.} or {@code llama.} of {@code llama}. */
    Path library(String stem) {
        Optional<String> found = names.stream()
                .filter(name -> name.startsWith("lib" + stem + ".") || name.startsWith(stem + "."))
                .findFirst();
        return folder.resolve(found.orElseThrow(() -> new EngineStartException(
                Reason.NATIVES_UNUSABLE,
                "The llama.cpp libraries of this build lack %s. Build it again from a clean tree.".formatted(stem))));
    }

    private static boolean isWhole(Path folder, List<Entry> entries) throws IOException {
        for (Entry entry : entries) {
            Path file = folder.resolve(entry.name());
            if (!Files.isRegularFile(file) || Files.size(file) != entry.bytes()) {
                return false;
            }
            if (!hash(file).equals(entry.sha256())) {
                return false;
            }
        }
        return true;
    }

    private static List<Entry> entries(String index) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (String line : index.lines().filter(line -> !line.startsWith("#")).toList()) {
            String[] words = line.split(" ", 3);
            if (words.length != 3 || words[2].contains("/") || words[2].contains("\\")) {
                throw new IOException("the index of the libraries has a bad line");
            }
            entries.add(new Entry(words[0], Long.parseLong(words[1]), words[2]));
        }
        return entries;
    }

    private static String hash(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] part = new byte[COPY_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                digest.update(part, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = open(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = LlamaNatives.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IOException("the resource " + resource + " is missing");
        }
        return new BufferedInputStream(in, COPY_BYTES);
    }

    private static String resource(String platform, String name) {
        return "/natives/" + platform + "/" + name;
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path emptied, @Nullable IOException failed) throws IOException {
                if (failed != null) {
                    throw failed;
                }
                Files.delete(emptied);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
