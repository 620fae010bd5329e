package dev.llmaas.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Small files of the data directory that must be whole or absent, and mostly nobody else's to read: keys and
 * certificates. Written beside, forced to disk, then renamed over. Where the file system knows no POSIX permissions the
 * directory's own apply. Stateless; two writers of one file leave the file of one of them.
 */
public final class PrivateFile {
    private static final Logger log = LoggerFactory.getLogger(PrivateFile.class);
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> EVERYBODY_READS = PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> OWNER_ENTERS = PosixFilePermissions.fromString("rwx------");

    private PrivateFile() {}

    /** Writes {@code content} so that only the owner of the process can read it (mode 0600). */
    public static void write(Path file, byte[] content) {
        write(file, content, OWNER_ONLY);
    }

    /** Writes {@code content} for everybody on this machine to read (mode 0644). */
    public static void writePublic(Path file, byte[] content) {
        write(file, content, EVERYBODY_READS);
    }

    /**
     * The content of a file that only its owner may read, empty if there is none. A file that others may read is
     * closed to them first, and a warning says so.
     *
     * @throws UncheckedIOException with a sentence that names the file, if it cannot be read
     */
    public static Optional<byte[]> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            tighten(file);
            return Optional.of(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("%s cannot be read: %s.".formatted(file, reason(unreadable)), unreadable);
        }
    }

    private static void write(Path file, byte[] content, Set<PosixFilePermission> permissions) {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IllegalArgumentException("%s is no file in a directory.".formatted(file));
        }
        try {
            Files.createDirectories(directory, attributes(OWNER_ENTERS));
            Path beside = Files.createTempFile(directory, ".new-", ".tmp", attributes(OWNER_ONLY));
            try {
                force(beside, content);
                if (hasPermissions(beside)) {
                    Files.setPosixFilePermissions(beside, permissions);
                }
                Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException unwritable) {
            throw new UncheckedIOException("%s cannot be written: %s.".formatted(file, reason(unwritable)), unwritable);
        }
    }

    private static void force(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    private static void tighten(Path file) throws IOException {
        if (hasPermissions(file) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
            log.warn("others could read {}; closed it to its owner", file);
            Files.setPosixFilePermissions(file, OWNER_ONLY);
        }
    }

    private static boolean hasPermissions(Path file) {
        return Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS) != null;
    }

    private static FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    /** The exceptions of java.nio.file carry only the path: their class says what happened. */
    private static String reason(IOException problem) {
        return switch (problem) {
            case java.nio.file.AccessDeniedException _ -> "access is denied";
            case java.nio.file.NoSuchFileException _ -> "it does not exist";
            case java.nio.file.FileAlreadyExistsException _ -> "a file stands where a directory is needed";
            case java.nio.file.FileSystemException system when system.getReason() != null -> system.getReason();
            default -> String.valueOf(problem.getMessage());
        };
    }
}
