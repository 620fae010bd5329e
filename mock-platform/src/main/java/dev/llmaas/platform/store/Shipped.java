package dev.llmaas.platform.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The migrations that this version ships, by version, with the checksums that Flyway computes (CRC-32 over the lines
 * without their ends). A database whose history is exactly this needs no Flyway, which costs a cold start half a second.
 */
final class Shipped {
    private static final String FOLDER = "db/";
    private static final Pattern NAME = Pattern.compile("V(\\d+)__\\w+\\.sql");

    private Shipped() {}

    /** Versions and checksums; empty if this class path cannot be listed, and then Flyway must look. */
    static Optional<Map<String, Integer>> checksums() {
        ClassLoader loader = Shipped.class.getClassLoader();
        URL folder = loader.getResource(FOLDER);
        if (folder == null) {
            return Optional.empty();
        }
        try {
            Map<String, Integer> checksums = new TreeMap<>();
            for (String name : names(folder)) {
                Matcher matcher = NAME.matcher(name);
                if (matcher.matches()) {
                    checksums.put(matcher.group(1), checksum(loader, FOLDER + name));
                }
            }
            return Optional.of(checksums);
        } catch (IOException failure) {
            throw new UncheckedIOException("The migrations of this version cannot be read.", failure);
        }
    }

    private static List<String> names(URL folder) throws IOException {
        return switch (folder.getProtocol()) {
            case "file" -> {
                try (Stream<Path> files = Files.list(Path.of(uri(folder)))) {
                    yield files.map(file -> String.valueOf(file.getFileName())).toList();
                }
            }
            case "jar" -> {
                JarFile jar = ((JarURLConnection) folder.openConnection()).getJarFile();
                yield jar.stream()
                        .filter(entry -> entry.getName().startsWith(FOLDER))
                        .map(entry -> entry.getName().substring(FOLDER.length()))
                        .toList();
            }
            default -> List.of();
        };
    }

    private static URI uri(URL url) throws IOException {
        try {
            return url.toURI();
        } catch (URISyntaxException failure) {
            throw new IOException(failure);
        }
    }

    private static int checksum(ClassLoader loader, String resource) throws IOException {
        CRC32 sum = new CRC32();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Optional.ofNullable(loader.getResourceAsStream(resource))
                        .orElseThrow(() -> new IOException(resource + " is gone")),
                StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                sum.update(line.getBytes(StandardCharsets.UTF_8));
            }
        }
        return (int) sum.getValue();
    }
}
