package dev.llmaas.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file to send. {@code toString} does not show its name, which may tell of its content.
 *
 * @param name its name; the ending of a recording's tells the format: {@code interview.mp3}
 * @param bytes its size
 * @param source opens it, once for each attempt to send it
 */
public record Upload(String name, long bytes, Source source) {
    /** Where the bytes come from. */
    @FunctionalInterface
    public interface Source {
        /**
         * A stream from the first byte on; the client closes it.
         *
         * @throws IOException if it cannot be read
         */
        InputStream open() throws IOException;
    }

    /**
     * A file of this machine. It must not change while it is sent.
     *
     * @throws IOException if there is no such file, or it cannot be read
     */
    public static Upload of(Path file) throws IOException {
        return new Upload(String.valueOf(file.getFileName()), Files.size(file), () -> Files.newInputStream(file));
    }

    @Override
    public String toString() {
        return "Upload[%d bytes]".formatted(bytes);
    }
}
