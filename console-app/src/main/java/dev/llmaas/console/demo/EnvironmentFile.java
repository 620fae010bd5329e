package dev.llmaas.console.demo;

import dev.llmaas.console.session.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lines for a shell, {@code NAME='value'}, that tell a script how to reach a demonstration. It holds secrets, so only its
 * owner may read it; it appears at once and whole, so a script may wait for it.
 */
final class EnvironmentFile {
    private EnvironmentFile() {}

    /**
     * Takes the file of an earlier run away, so that nobody who waits for this one reads it.
     *
     * @return the value that it gave to a variable, if it is a plain one
     * @throws DemoException if it cannot be read or removed
     */
    static Optional<String> take(Path file, String variable) {
        Pattern line = Pattern.compile(variable + "='([^']+)'");
        try (Stream<String> lines = Files.lines(file)) {
            Optional<String> value = lines.map(line::matcher)
                    .filter(Matcher::matches)
                    .map(found -> found.group(1))
                    .findFirst();
            Files.delete(file);
            return value;
        } catch (NoSuchFileException first) {
            return Optional.empty();
        } catch (IOException | UncheckedIOException stuck) {
            throw new DemoException(
                    "The file %s of an earlier run cannot be read and removed: %s.".formatted(file, stuck.getMessage()),
                    stuck);
        }
    }

    /**
     * Writes the file.
     *
     * @throws DemoException if it cannot be written
     */
    static void write(Path file, Map<String, String> variables) {
        String lines = variables.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + Shell.quoted(variable.getValue()) + "\n")
                .collect(Collectors.joining());
        Path place = file.toAbsolutePath();
        Path beside = place.resolveSibling(place.getFileName() + ".part");
        try {
            Files.deleteIfExists(beside);
            if (place.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            Files.writeString(beside, lines);
            Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unwritable) {
            throw new DemoException(
                    "The file %s cannot be written: %s.".formatted(place, unwritable.getMessage()), unwritable);
        }
    }
}
