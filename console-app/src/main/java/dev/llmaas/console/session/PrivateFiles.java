package dev.llmaas.console.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that only their owner may read, replaced whole or not at all. */
final class PrivateFiles {
    private PrivateFiles() {}

    /**
     * Replaces {@code file}, making its directory where there is none.
     *
     * @throws ProfilesException if the disk says no
     */
    static void write(Path file, byte[] content) {
        Path parent = file.toAbsolutePath().getParent();
        Path directory = parent == null ? file.toAbsolutePath() : parent;
        try {
            createDirectories(directory);
            Path fresh = Files.createTempFile(directory, ".", ".new", attributes(directory, "rw-------"));
            try {
                Files.write(fresh, content);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw new ProfilesException(
                    "The file %s cannot be written: %s. Is the disk full, or the directory not yours?"
                            .formatted(file, e),
                    e,
                    "error.profiles.unwritable",
                    file,
                    e);
        }
    }

    /** Makes a directory that only its owner may enter, and those above it; one that exists stays as it is. */
    static void createDirectories(Path directory) throws IOException {
        Files.createDirectories(directory, attributes(directory, "rwx------"));
    }

    /**
     * Moves a file, replacing {@code target}.
     *
     * @throws ProfilesException if the disk says no
     */
    static void move(Path file, Path target) {
        try {
            Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ProfilesException(
                    "The file %s cannot be moved: %s.".formatted(file, e), e, "error.profiles.unmovable", file, e);
        }
    }

    // Windows has no such permissions; there, a profile directory is private already.
    private static FileAttribute<?>[] attributes(Path directory, String permissions) {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
